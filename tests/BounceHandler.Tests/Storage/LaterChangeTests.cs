using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class LaterChangeTests : IDisposable
{
    private const string Recipient = "user@example.com";

    private static readonly ListChange Change = new("l", "", "s", "confirmed", "unsubscribed");

    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public LaterChangeTests() => _store = _folder.Open();

    [Fact]
    public async Task What_other_events_have_changed_later_than_a_row_happened_is_told_list_by_list()
    {
        await ChangeAsync(1, [Change, new ListChange("k", "", "t", "confirmed", "unsubscribed"), new ListChange("n", "", "u", "confirmed", "confirmed")]);
        var row = await AcceptAsync(2, -1);

        Assert.True(row.HasOthers);
        Assert.Equal(["k", "l"], _store.Ledger.LaterThan(row).Select(change => change.List).Order(StringComparer.Ordinal));
        Assert.All(_store.Ledger.LaterThan(row), change => Assert.Equal((EventKind.HardBounce, StateFolder.Begin), (change.Kind, change.At)));
    }

    [Fact]
    public async Task An_event_that_happened_after_the_change_has_nothing_later()
    {
        await ChangeAsync(1, [Change]);
        Assert.Empty(_store.Ledger.LaterThan(await AcceptAsync(2, +1)));
    }

    [Fact]
    public async Task A_row_does_not_count_what_it_has_changed_itself_before_it_failed()
    {
        var row = await AcceptAsync(1, -1);
        await _store.Spool.PostponeAsync(row, StateFolder.Begin, "timeout", [Change]);
        var again = Assert.Single(_store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10));
        Assert.False(again.HasOthers);
        Assert.Empty(_store.Ledger.LaterThan(again));
    }

    [Fact]
    public async Task Another_route_and_another_recipient_do_not_count()
    {
        await ChangeAsync(1, [Change]);
        await _store.Spool.AddAsync(1, [StateFolder.Entry(Event(2, -1), StateFolder.Interspire), StateFolder.Entry(StateFolder.Event(3, "other@example.com"))]);
        Assert.All(_store.Queued.List(0, 10), row => Assert.Empty(_store.Ledger.LaterThan(row)));
    }

    [Theory]
    [InlineData(EventKind.HardBounce, EventKind.HardBounce, true)]
    [InlineData(EventKind.Complaint, EventKind.HardBounce, true)]
    [InlineData(EventKind.Restore, EventKind.HardBounce, true)]
    [InlineData(EventKind.HardBounce, EventKind.Complaint, false)]
    [InlineData(EventKind.Restore, EventKind.Unsubscribe, false)]
    [InlineData(EventKind.Complaint, EventKind.Unsubscribe, true)]
    [InlineData(EventKind.Unsubscribe, EventKind.Complaint, true)]
    public async Task A_persons_word_yields_only_to_a_persons_word(EventKind earlier, EventKind kind, bool counts)
    {
        await ChangeAsync(1, [Change], earlier);
        Assert.Equal(counts, _store.Ledger.LaterThan(await AcceptAsync(2, -1, kind)).Count > 0);
    }

    public void Dispose() => _folder.Dispose();

    private static BounceEvent Event(int number, int hours, EventKind kind = EventKind.HardBounce) =>
        StateFolder.Event(number, Recipient, kind) with { OccurredAt = StateFolder.Begin.AddHours(hours) };

    private async Task ChangeAsync(int number, IReadOnlyList<ListChange> changes, EventKind kind = EventKind.HardBounce) =>
        await _store.Spool.CompleteAsync(await AcceptAsync(number, -2, kind), LedgerOutcome.Done, "", changes);

    private async Task<SpoolRow> AcceptAsync(int number, int hours, EventKind kind = EventKind.HardBounce)
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(Event(number, hours, kind))]);
        return _store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10)[^1];
    }
}
