using System.Text;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class SoftBounceTests : IDisposable
{
    private const string Recipient = "user@example.com";

    private static readonly Route Counting = new("mailwizz", "");
    private static readonly Route Other = new("interspire", "");

    private readonly StateFolder _folder = new();
    private readonly Store _store;
    private int _numbers;

    public SoftBounceTests() => _store = Open();

    [Fact]
    public async Task Enough_soft_bounces_become_a_hard_one_where_nobody_else_counts_them()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        var taken = await BounceAsync(_store, 12, 9, 6, 3, 0);

        Assert.All(taken.SkipLast(1), acceptance =>
        {
            Assert.Equal([Counting], acceptance.Routes);
            Assert.Null(acceptance.Hard);
        });
        Assert.Equal([Counting, Other], taken[^1].Routes);
        var (hard, routes) = taken[^1].Hard!.Value;
        Assert.Equal([Other], routes);
        Assert.Equal((EventKind.HardBounce, "soft-bounces"), (hard.Kind, hard.Rule));
        Assert.Equal("5 soft bounces in 12 days, the last one: smtp;452 full", hard.Diagnostic);
        var rows = _store.Queued.Of(Recipient);
        Assert.Equal(5, rows.Count(row => row.Route == Counting && row.Event.Kind == EventKind.SoftBounce));
        Assert.Equal(EventKind.HardBounce, Assert.Single(rows, row => row.Route == Other).Event.Kind);
    }

    [Fact]
    public async Task Without_deliveries_they_are_counted_and_nothing_more()
    {
        await BounceAsync(_store, 12, 9, 6, 3);
        Assert.Empty(Converted(await BounceAsync(_store, 0)));
        Assert.Equal(5, _folder.Count("soft_bounces"));

        // What was read before deliveries were heard of does not count, but for the hour before.
        _folder.Time.Advance(TimeSpan.FromMinutes(61));
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 0);
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Converted([await OneAsync(_store, Recipient, _folder.Time.GetUtcNow())]));
    }

    [Fact]
    public async Task Deliveries_that_were_heard_of_a_day_ago_are_not_enough()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        await BounceAsync(_store, 12, 9, 6, 3);
        _folder.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        Assert.Empty(Converted([await OneAsync(_store, Recipient, _folder.Time.GetUtcNow())]));

        // After the silence it begins anew, and not with what lies before it.
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 0);
        _folder.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(Converted([await OneAsync(_store, Recipient, _folder.Time.GetUtcNow())]));
    }

    [Fact]
    public async Task Deliveries_within_a_day_of_each_other_leave_no_gap()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        await BounceAsync(_store, 12, 9, 6, 3);
        _folder.Time.Advance(TimeSpan.FromHours(24));
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 0);
        Assert.Single(Converted([await OneAsync(_store, Recipient, _folder.Time.GetUtcNow())]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delivery_in_between_begins_the_count_anew(bool fromAnotherProcess)
    {
        var other = fromAnotherProcess ? Open() : _store;
        await DeliverAsync(other, "somebody@example.com", daysAgo: 13);
        await BounceAsync(_store, 12, 9, 6, 3);
        _folder.Time.Advance(TimeSpan.FromSeconds(6));
        await DeliverAsync(other, "USER@Example.com", daysAgo: 2);

        Assert.Empty(Converted(await BounceAsync(_store, 0)));
        Assert.Equal(1, _folder.Count("soft_bounces"));
    }

    [Fact]
    public async Task A_delivery_before_the_last_bounce_of_a_day_leaves_that_day()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        await BounceAsync(_store, 12, 9, 6);
        await DeliverAsync(_store, Recipient, daysAgo: 10);

        Assert.Equal(2, _folder.Count("soft_bounces"));
    }

    [Fact]
    public async Task A_day_counts_once_however_many_bounces_it_has()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        var at = StateFolder.Begin.Date;
        foreach (var hour in new[] { 1, 2, 3, 4, 5, 6 })
            Assert.Null((await OneAsync(_store, Recipient, new DateTimeOffset(at, TimeSpan.Zero).AddDays(-11).AddHours(hour))).Hard);
        Assert.Empty(Converted(await BounceAsync(_store, 0)));
        Assert.Equal(2, _folder.Count("soft_bounces"));
    }

    [Fact]
    public async Task The_same_input_again_counts_nothing_and_converts_nothing()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        var events = new[] { 12, 11, 10, 9, 6, 3, 0 }.Select(days => Soft(Recipient, StateFolder.Begin.AddDays(-days))).ToList();
        foreach (var again in new[] { false, false, true })
        {
            var taken = await _store.Spool.AddAsync(1, [.. events.Take(4).Select(Entry)], again);
            Assert.Empty(Converted(taken));
        }

        Assert.Single(Converted(await _store.Spool.AddAsync(1, [.. events.Select(Entry)])));
        var other = Open();
        Assert.Empty(Converted(await other.Spool.AddAsync(2, [.. events.Select(Entry)])));
        Assert.Empty(Converted(await other.Spool.AddAsync(2, [.. events.Select(Entry)], again: true)));
        Assert.Single(_store.Queued.Of(Recipient), row => row.Route == Other);
    }

    [Fact]
    public async Task All_of_it_may_come_in_one_batch_and_in_any_order_and_in_two_processes()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        var taken = await _store.Spool.AddAsync(
            1, [.. new[] { 0, 12, 3, 6, 9 }.SelectMany(days => new[] { "a@x.example", "b@x.example" }.Select(to => Entry(Soft(to, StateFolder.Begin.AddDays(-days)))))]);
        Assert.Equal([8, 9], taken.Index().Where(pair => pair.Item.Hard is not null).Select(pair => pair.Index));

        var other = Open();
        await BounceAsync(_store, 12, 6);
        await BounceAsync(other, 9, 3);
        Assert.Single(Converted(await BounceAsync(other, 0)));
    }

    [Fact]
    public async Task Tenants_are_counted_by_themselves()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 13);
        var (one, two) = (new Route("suppressions", "one"), new Route("suppressions", "two"));
        foreach (var days in new[] { 12, 9, 6, 3 })
            await _store.Spool.AddAsync(1, [new SpoolEntry(Soft(Recipient, StateFolder.Begin.AddDays(-days)), []) { HardRoutes = [one] }]);

        Assert.Null((await _store.Spool.AddAsync(1, [new SpoolEntry(Soft(Recipient, StateFolder.Begin), []) { HardRoutes = [two] }]))[0].Hard);
        var taken = (await _store.Spool.AddAsync(1, [new SpoolEntry(Soft(Recipient, StateFolder.Begin), []) { HardRoutes = [one, two] }]))[0];
        Assert.Equal([one], taken.Routes);
    }

    [Fact]
    public async Task A_soft_bounce_that_nobody_acts_on_is_counted_and_nothing_to_do()
    {
        var taken = (await _store.Spool.AddAsync(1, [new SpoolEntry(Soft(Recipient, StateFolder.Begin), []) { HardRoutes = [Other] }]))[0];

        Assert.Equal(("nothing to do", 0, 1L, 0L), (taken.SkipReason, taken.Routes.Count, _folder.Count("soft_bounces"), _folder.Count("events")));
    }

    [Fact]
    public async Task With_evidence_off_nothing_is_counted_and_nothing_superseded()
    {
        await DeliverAsync(_store, Recipient, daysAgo: 0);
        _store.Spool.Follow(new Settings { Evidence = EvidenceUse.Off });

        Assert.Equal([Counting], (await OneAsync(_store, Recipient, StateFolder.Begin.AddDays(-1))).Routes);
        Assert.Equal(0, _folder.Count("soft_bounces"));
    }

    [Fact]
    public async Task What_no_count_can_reach_any_more_is_forgotten()
    {
        await BounceAsync(_store, 0);
        await _store.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow().AddDays(30));
        Assert.Equal(1, _folder.Count("soft_bounces"));

        await _store.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow().AddDays(30).AddMinutes(1));
        Assert.Equal(0, _folder.Count("soft_bounces"));
    }

    // Days on which it bounces while nobody listens, and the delivery that is read then.
    [Theory]
    [InlineData(new[] { 12, 9, 6, 3 }, 12, false)]
    [InlineData(new[] { 12, 9, 6, 3 }, 0, false)]
    [InlineData(new int[0], 12, true)]
    public async Task An_old_delivery_says_nothing_about_bounces_that_were_read_while_nobody_listened(int[] before, int oldest, bool expected)
    {
        var days = new[] { 12, 9, 6, 3 };
        foreach (var day in before)
        {
            await OneAsync(_store, Recipient, _folder.Time.GetUtcNow());
            _folder.Time.Advance(TimeSpan.FromDays(3));
        }

        await DeliverAsync(_store, "somebody@example.com", oldest);
        foreach (var day in days.Except(before))
            await OneAsync(_store, Recipient, _folder.Time.GetUtcNow().AddDays(-day));
        // Somebody reads an old file as well, or a clock is wrong.
        _folder.Time.Advance(TimeSpan.FromMinutes(2));
        await DeliverAsync(Open(), "other@example.com", daysAgo: 13);

        Assert.Equal(expected, (await OneAsync(_store, Recipient, _folder.Time.GetUtcNow())).Hard is not null);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_history_of_deliveries_counts_as_far_as_it_has_no_gap(int gap, bool expected)
    {
        for (var days = 0; days <= 12; days += gap)
        {
            await DeliverAsync(Open(), "somebody@example.com", days);
            _folder.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(expected, Converted(await BounceAsync(Replaying(), 12, 9, 6, 3, 0)).Count > 0);
    }

    [Theory]
    [InlineData(EventKind.HardBounce)]
    [InlineData(EventKind.SoftBounce)]
    public async Task What_a_delivery_has_disproved_stays_so_for_as_long_as_replays_are_harmless(EventKind kind)
    {
        var bounces = new[] { 58, 55, 52, 49, 46 }.Select(days => Soft(Recipient, StateFolder.Begin.AddDays(-days)) with { Kind = kind }).ToList();
        await DeliverAsync(_store, Recipient, daysAgo: 45);
        _folder.Time.Advance(TimeSpan.FromDays(40));
        var later = Open();
        await DeliverAsync(later, "somebody@example.com", daysAgo: 100);
        while (await later.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow()))
        {
        }

        Assert.All(await later.Spool.AddAsync(2, [.. bounces.Select(Entry)]), taken => Assert.Equal("superseded", taken.SkipReason));
    }

    [Fact]
    public async Task Days_whose_deliveries_are_forgotten_do_not_count()
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 100);
        while (await _store.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow()))
        {
        }

        Assert.Equal(0, _folder.Count("deliveries"));
        Assert.Empty(Converted(await BounceAsync(Replaying(), 106, 103, 100, 97, 92)));
        Assert.Single(Converted(await BounceAsync(Replaying(), 80, 77, 74, 71, 68)));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task Old_bounces_count_unless_a_replay_brings_them_without_their_deliveries(bool replays, bool withDeliveries, bool expected)
    {
        await DeliverAsync(_store, "somebody@example.com", daysAgo: 0);
        var reader = replays ? Replaying() : Open();
        if (withDeliveries)
            await DeliverAsync(reader, "other@example.com", daysAgo: 0);

        Assert.Equal(expected, Converted(await BounceAsync(reader, 12, 9, 6, 3, 0)).Count > 0);
    }

    public void Dispose() => _folder.Dispose();

    private Store Open()
    {
        var store = _folder.Open();
        store.Spool.Follow(new Settings());
        return store;
    }

    private Store Replaying()
    {
        var store = Open();
        store.Deliveries.ReadsHistory = true;
        return store;
    }

    private async Task DeliverAsync(Store store, string recipient, int daysAgo)
    {
        store.Deliveries.Delivered(Encoding.UTF8.GetBytes(recipient), _folder.Time.GetUtcNow().AddDays(-daysAgo).ToUnixTimeSeconds());
        store.Deliveries.Settle();
        await store.Deliveries.FlushAsync(all: true);
    }

    private async Task<IReadOnlyList<Acceptance>> BounceAsync(Store store, params int[] daysAgo)
    {
        var taken = new List<Acceptance>();
        foreach (var days in daysAgo)
            taken.Add(await OneAsync(store, Recipient, StateFolder.Begin.AddDays(-days)));
        return taken;
    }

    private async Task<Acceptance> OneAsync(Store store, string recipient, DateTimeOffset at) =>
        (await store.Spool.AddAsync(1, [Entry(Soft(recipient, at))]))[0];

    private BounceEvent Soft(string recipient, DateTimeOffset at) =>
        StateFolder.Event(++_numbers, recipient, EventKind.SoftBounce) with { OccurredAt = at, Diagnostic = "smtp;452 full" };

    private static SpoolEntry Entry(BounceEvent soft) => new(soft, [Counting]) { HardRoutes = [Other] };

    private static List<Acceptance> Converted(IEnumerable<Acceptance> taken) => [.. taken.Where(acceptance => acceptance.Hard is not null)];
}
