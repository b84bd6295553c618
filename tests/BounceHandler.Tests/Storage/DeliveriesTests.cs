using System.Text;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class DeliveriesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = StateFolder.Begin;

    private readonly StateFolder _folder = new();
    private int _numbers;

    [Theory]
    [InlineData(EventKind.HardBounce, "b", -1, "superseded")]
    [InlineData(EventKind.HardBounce, "rb", -1, "superseded")]
    [InlineData(EventKind.SoftBounce, "b", -1, "superseded")]
    [InlineData(EventKind.HardBounce, "b", 0, "taken")]
    [InlineData(EventKind.HardBounce, "b", 1, "taken")]
    [InlineData(EventKind.Block, "b", -1, "taken")]
    [InlineData(EventKind.Complaint, "f", -1, "taken")]
    [InlineData(EventKind.Unsubscribe, "mail", -1, "taken")]
    [InlineData(EventKind.HardBounce, "address", -1, "taken")]
    public async Task A_bounce_older_than_a_delivery_is_not_acted_on(EventKind kind, string type, int seconds, string expected)
    {
        foreach (var (deliverer, taker) in new[] { (Open(), Open()), (Open(), null) })
        {
            var to = $"user{++_numbers}@example.com";
            Deliver(deliverer, to, Noon.AddHours(-2));
            // Not stored yet in the second turn: the process itself remembers.
            if (taker is not null)
                await deliverer.Deliveries.FlushAsync(all: true);

            var taken = await BounceAsync(taker ?? deliverer, to, Noon.AddHours(-2).AddSeconds(seconds), kind, type);
            Assert.Equal(expected, taken.Routes.Count > 0 ? "taken" : taken.SkipReason);
        }
    }

    [Fact]
    public async Task The_last_delivery_counts()
    {
        var (store, other) = (Open(), Open());
        Deliver(store, "user@example.com", Noon.AddDays(-1));
        Deliver(store, "user@example.com", Noon.AddDays(-3));
        await store.Deliveries.FlushAsync(all: true);

        Assert.Empty((await BounceAsync(other, "user@example.com", Noon.AddDays(-2))).Routes);
        Assert.Empty((await BounceAsync(store, "user@example.com", Noon.AddDays(-2))).Routes);
        Assert.Single((await BounceAsync(other, "user@example.com", Noon)).Routes);
    }

    [Fact]
    public async Task Of_recipients_nobody_asks_about_some_thousand_an_hour_are_stored_and_all_are_remembered()
    {
        var store = Open();
        for (var i = 0; i < 5000; i++)
            Deliver(store, $"user{i}@example.com", Noon.AddHours(-1));
        await store.Deliveries.FlushAsync(all: true);
        Assert.Equal(Deliveries.UntrackedPerHour, _folder.Count("deliveries"));
        Assert.Single((await BounceAsync(Open(), "user4999@example.com", Noon.AddHours(-2))).Routes);
        Assert.Empty((await BounceAsync(store, "user4998@example.com", Noon.AddHours(-2))).Routes);
        // What has mattered once is stored: the same record may be read again by somebody else.
        Assert.Empty((await BounceAsync(Open(), "user4998@example.com", Noon.AddHours(-2))).Routes);
        Assert.Equal(Deliveries.UntrackedPerHour + 1, _folder.Count("deliveries"));

        _folder.Time.Advance(TimeSpan.FromMinutes(61));
        await store.Deliveries.FlushAsync(all: false);
        Deliver(store, "later@example.com", Noon);
        await store.Deliveries.FlushAsync(all: true);
        Assert.Equal(Deliveries.UntrackedPerHour + 2, _folder.Count("deliveries"));
    }

    [Fact]
    public async Task Soft_bounces_are_counted_while_deliveries_are_heard_of_and_else_some_thousand_an_hour()
    {
        var (store, other) = (Open(), Open());
        store.Deliveries.SoftBouncesCounted(Deliveries.UncoveredPerHour - 1);
        await store.Deliveries.FlushAsync(all: false);
        Assert.True(store.Deliveries.CountSoftBounces);
        store.Deliveries.SoftBouncesCounted(1);
        Assert.False(store.Deliveries.CountSoftBounces);

        _folder.Time.Advance(TimeSpan.FromMinutes(61));
        await store.Deliveries.FlushAsync(all: false);
        Assert.True(store.Deliveries.CountSoftBounces);
        store.Deliveries.SoftBouncesCounted(Deliveries.UncoveredPerHour);
        Assert.False(store.Deliveries.CountSoftBounces);

        // Another process reads the deliveries.
        Deliver(other, "somebody@example.com", Noon);
        await other.Deliveries.FlushAsync(all: true);
        _folder.Time.Advance(TimeSpan.FromSeconds(6));
        await store.Deliveries.FlushAsync(all: false);
        store.Deliveries.SoftBouncesCounted(5000);
        Assert.True(store.Deliveries.CountSoftBounces);
    }

    [Theory]
    [InlineData("soft")]
    [InlineData("held")]
    [InlineData("observed")]
    public async Task What_is_delivered_to_somebody_who_matters_is_always_stored(string why)
    {
        var (store, other) = (Open(), Open());
        await MatterAsync(other, "before@example.com", why);
        for (var i = 0; i < 3000; i++)
            Deliver(store, $"user{i}@example.com", Noon);
        await store.Deliveries.FlushAsync(all: true);
        var stored = _folder.Count("deliveries");

        Deliver(store, "Before@example.com", Noon);
        await store.Deliveries.FlushAsync(all: true);
        Assert.Equal(stored + 1, _folder.Count("deliveries"));

        // Delivered first, and a moment later it matters: what is remembered is stored then.
        Deliver(store, "after@example.com", Noon);
        await MatterAsync(other, "after@example.com", why);
        _folder.Time.Advance(TimeSpan.FromSeconds(6));
        await store.Deliveries.FlushAsync(all: false);
        Assert.Equal(stored + 2, _folder.Count("deliveries"));
    }

    [Fact]
    public async Task What_is_no_address_and_a_time_in_the_future_are_not_believed()
    {
        var store = Open();
        Deliver(store, "...@example.com", Noon);
        Deliver(store, "no\"body@example.com", Noon);
        Deliver(store, "a@b", Noon);
        store.Deliveries.Delivered("user@example.com"u8, -1);
        store.Deliveries.Delivered("user@example.com"u8, long.MaxValue);
        await store.Deliveries.FlushAsync(all: true);
        Assert.Equal(0, _folder.Count("deliveries"));

        Deliver(store, "user@example.com", Noon.AddYears(10));
        Assert.Single((await BounceAsync(store, "user@example.com", Noon.AddSeconds(1))).Routes);
        await store.Deliveries.FlushAsync(all: true);
        Assert.Single((await BounceAsync(Open(), "user@example.com", Noon.AddSeconds(1))).Routes);

        // What was tomorrow when we began is today some time.
        Deliver(store, "user@example.com", Noon.AddHours(2));
        Assert.Single((await BounceAsync(store, "user@example.com", Noon.AddSeconds(1))).Routes);
        _folder.Time.Advance(TimeSpan.FromHours(2));
        Deliver(store, "user@example.com", Noon.AddHours(2));
        Assert.Empty((await BounceAsync(store, "user@example.com", Noon.AddSeconds(1))).Routes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_many_matter_all_of_them_are_known(bool atTheEnd)
    {
        const int Tracked = 25_000;
        await Open().Spool.AddAsync(
            1, [.. Enumerable.Range(0, Tracked).Select(i => new SpoolEntry(StateFolder.Event(++_numbers, $"soft{i}@example.com", EventKind.SoftBounce), []) { HardRoutes = [StateFolder.MailWizz] })]);
        var store = Open();
        for (var i = 0; i < 3000; i++)
            Deliver(store, $"user{i}@example.com", Noon);
        Deliver(store, $"soft{Tracked - 1}@example.com", Noon);

        if (atTheEnd)
            await store.Deliveries.FlushAsync(all: true);
        // The clock stands still: nobody waits for the next look.
        for (var i = 0; i < 5 && !atTheEnd; i++)
            await store.Deliveries.FlushAsync(all: false);
        Assert.Equal(Tracked - 1, _folder.Count("soft_bounces"));
    }

    [Fact]
    public void The_last_hundred_thousand_deliveries_are_remembered()
    {
        var recent = new RecentDeliveries();
        var random = new Random(7);
        var noted = Enumerable.Range(0, 80_000).Select(i => (Hash: (ulong)random.NextInt64(long.MinValue, long.MaxValue) | 1, Time: (uint)(1000 + i))).ToList();
        foreach (var (hash, time) in noted)
            recent.Note(hash, time);
        Assert.True(noted.Count(entry => recent.LastOf(entry.Hash) == entry.Time) > 76_000);

        // Whatever comes, a newer one takes the place of the oldest.
        for (var i = 0; i < 600_000; i++)
            recent.Note((ulong)random.NextInt64(long.MinValue, long.MaxValue) | 1, (uint)(1_000_000 + i));
        recent.Note(42, 5_000_000);
        recent.Note(42, 4_000_000);
        Assert.Equal((5_000_000u, 0u), (recent.LastOf(42), recent.LastOf(43)));
    }

    public void Dispose() => _folder.Dispose();

    private Store Open()
    {
        var store = _folder.Open();
        store.Spool.Follow(new Settings());
        return store;
    }

    private static void Deliver(Store store, string recipient, DateTimeOffset at)
    {
        store.Deliveries.Delivered(Encoding.UTF8.GetBytes(recipient), at.ToUnixTimeSeconds());
        store.Deliveries.Settle();
    }

    private async Task MatterAsync(Store store, string recipient, string why)
    {
        if (why == "observed")
            store.Spool.Follow(new Settings { Mode = ActionMode.Observe });
        var kind = why == "soft" ? EventKind.SoftBounce : EventKind.HardBounce;
        await store.Spool.AddAsync(1, [new SpoolEntry(
            StateFolder.Event(++_numbers, recipient, kind), why == "soft" ? [] : [StateFolder.MailWizz], Held: why == "held")
        {
            HardRoutes = why == "soft" ? [StateFolder.MailWizz] : [],
        }]);
    }

    private async Task<Acceptance> BounceAsync(
        Store store, string recipient, DateTimeOffset at, EventKind kind = EventKind.HardBounce, string type = "b") =>
        (await store.Spool.AddAsync(1, [new SpoolEntry(
            StateFolder.Event(++_numbers, recipient, kind) with { OccurredAt = at, RecordType = type }, [new Route("mailwizz", "")])]))[0];
}
