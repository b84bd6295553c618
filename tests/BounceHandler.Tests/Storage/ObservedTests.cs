using System.Text;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class ObservedTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public ObservedTests()
    {
        _store = _folder.Open();
        _store.Spool.Follow(new Settings { Mode = ActionMode.Observe });
    }

    [Fact]
    public async Task What_is_observed_is_not_due_before_it_is_released()
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(1), StateFolder.Entry(StateFolder.Event(2, kind: EventKind.Complaint))]);
        Assert.Equal([SpoolState.Observed, SpoolState.Observed], _store.Queued.List(0, 10).Select(row => row.State));
        Assert.Equal((2, 0, false), (_store.Queued.CountObserved(), _store.Queued.CountQueued(["mailwizz"]), _store.Queued.AnyQueued(["mailwizz"])));
        Assert.Equal(0, _store.Queued.RequestsBefore(_folder.Time.GetUtcNow().AddDays(1)).Count);

        // Not by the way.
        await _store.Spool.MakeDueAsync(["mailwizz"]);
        Assert.Equal(0, await _store.Spool.RetryAsync([1, 2]));
        Assert.Equal((2, 0), await _store.Spool.ReleaseObservedAsync(All()));
        Assert.Equal(2, _store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10).Count);
        Assert.Equal((0, 0), await _store.Spool.ReleaseObservedAsync(All()));
    }

    [Fact]
    public async Task The_operator_may_name_one_row()
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(1), StateFolder.Entry(2)]);

        Assert.Equal(1, await _store.Spool.RetryAsync([2], alsoHeld: true));
        Assert.Equal([SpoolState.Observed, SpoolState.Queued], _store.Queued.List(0, 10).Select(row => row.State));
    }

    [Fact]
    public async Task Only_what_was_accepted_in_the_time_named_is_found()
    {
        for (var i = 0; i < 5; i++)
        {
            await _store.Spool.AddAsync(1, [StateFolder.Entry(i)]);
            _folder.Time.Advance(TimeSpan.FromHours(1));
        }

        var found = _store.Queued.Observed(0, StateFolder.Begin.AddHours(1), StateFolder.Begin.AddHours(3), 10);
        Assert.Equal([2, 3], found.Select(row => row.Id));
        Assert.Equal(3, Assert.Single(_store.Queued.Observed(2, StateFolder.Begin, StateFolder.Begin.AddHours(3), 10)).Id);
    }

    [Fact]
    public async Task A_bounce_that_a_delivery_followed_is_left_out()
    {
        await _store.Spool.AddAsync(
            1, [StateFolder.Entry(1), StateFolder.Entry(2), StateFolder.Entry(StateFolder.Event(3, "user1@example.com", EventKind.Complaint))]);
        _store.Deliveries.Delivered(Encoding.UTF8.GetBytes("USER1@example.com"), StateFolder.Begin.ToUnixTimeSeconds());
        _store.Deliveries.Settle();
        await _store.Deliveries.FlushAsync(all: true);

        Assert.Equal((2, 1), await _store.Spool.ReleaseObservedAsync(All()));
        var entry = Assert.Single(_store.Ledger.Of("user1@example.com"));
        Assert.Equal(LedgerOutcome.Superseded, entry.Outcome);
        Assert.Equal("something was delivered at 2026-03-10T12:00:00Z, after this was reported", entry.Detail);
        Assert.Equal([EventKind.HardBounce, EventKind.Complaint], _store.Queued.List(0, 10).Select(row => row.Event.Kind));
    }

    [Fact]
    public async Task What_is_held_is_held_and_who_asked_first_is_asked_first()
    {
        await _store.Spool.AddAsync(1, [new SpoolEntry(StateFolder.Event(1), [StateFolder.MailWizz], Held: true)]);
        Assert.Equal(SpoolState.Held, _store.Queued.List(0, 1)[0].State);

        await _store.Spool.AddAsync(1, [StateFolder.Entry(StateFolder.Event(2), StateFolder.MailWizz, StateFolder.Interspire) with { AskedFirst = ["mailwizz"] }]);
        await _store.Spool.ReleaseObservedAsync(All());
        var now = _folder.Time.GetUtcNow();
        Assert.Single(_store.Queued.Due("mailwizz", now, 10));
        Assert.Empty(_store.Queued.Due("interspire", now, 10));
        Assert.Single(_store.Queued.Due("interspire", now + Spool.Patience, 10));
    }

    [Fact]
    public async Task A_short_list_of_addresses_is_observed_when_its_input_ends()
    {
        var address = StateFolder.Event(1) with { RecordType = "address" };
        await _store.Spool.AddAsync(1, [new SpoolEntry(address, [StateFolder.MailWizz, StateFolder.Interspire], Held: true) { HeldBy = HeldGroup.Addresses(1) }]);

        Assert.Equal(2, (await _store.Held.ReleaseAddressesAsync(1, 1000, _store.Spool.Observes)).Released.Count);
        Assert.Equal((2, 0, 0), (_store.Queued.CountObserved(), _store.Held.Count(), _store.Queued.CountQueued(["mailwizz", "interspire"])));
        Assert.Equal((2, 0), await _store.Spool.ReleaseObservedAsync(All()));
        Assert.All(_store.Queued.List(0, 10), row => Assert.Equal(SpoolState.Queued, row.State));
    }

    [Fact]
    public async Task What_a_second_bounce_confirms_is_observed()
    {
        SpoolEntry Bounce(int number, int day) => StateFolder.Entry(
            StateFolder.Event(number + (day * 1000), $"user{number}@gmail.com") with { OccurredAt = StateFolder.Begin.AddDays(day - 2) });
        await _store.Spool.AddAsync(1, [.. Enumerable.Range(1, 202).Select(i => Bounce(i, 0))]);
        Assert.Equal(2, _store.Held.Count());

        var taken = Assert.Single(await _store.Spool.AddAsync(1, [Bounce(202, 1)]));
        Assert.Equal([StateFolder.MailWizz], taken.Freed);
        Assert.Equal((202, 1, 0), (_store.Queued.CountObserved(), _store.Held.Count(), _store.Queued.CountQueued(["mailwizz"])));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<SpoolRow> All() => _store.Queued.Observed(0, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 100);
}
