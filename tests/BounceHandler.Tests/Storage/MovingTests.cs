using BounceHandler.Classification;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class MovingTests : IDisposable
{
    private static readonly ListChange[] Changes = [new("l1", "News", "s1", "confirmed", "unsubscribed"), new("l2", "", "s2", "active", "active")];

    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public MovingTests() => _store = _folder.Open();

    [Fact]
    public async Task A_completed_row_leaves_the_spool_for_the_ledger_with_its_changes()
    {
        var row = await AcceptAsync(1);
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        await _store.Spool.CompleteAsync(row, LedgerOutcome.Done, "noted", Changes);

        Assert.Empty(_store.Queued.List(0, 10));
        var entry = Assert.Single(_store.Ledger.Of("user1@example.com"));
        Assert.Equal((5, StateFolder.MailWizz, LedgerOutcome.Done, "noted"), (entry.Run, entry.Route, entry.Outcome, entry.Detail));
        Assert.Equal(_folder.Time.GetUtcNow(), entry.At);
        Assert.Equal(Changes, entry.Changes);
        Assert.Equal(row.Event, entry.Event);
    }

    [Fact]
    public async Task A_postponed_row_is_due_later_and_its_changes_are_in_the_ledger_already()
    {
        var row = await AcceptAsync(1);
        var due = _folder.Time.GetUtcNow().AddSeconds(5);
        await _store.Spool.PostponeAsync(row, due, "timeout", Changes);

        var waiting = Assert.Single(_store.Queued.List(0, 10));
        Assert.Equal((SpoolState.Queued, due, 1, "timeout"), (waiting.State, waiting.Due, waiting.Attempts, waiting.Error));
        Assert.Equal(LedgerOutcome.Partly, Assert.Single(_store.Ledger.Of("user1@example.com")).Outcome);
        Assert.Empty(_store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10));
        Assert.Equal(due, _store.Queued.NextDue("mailwizz"));
        Assert.Equal(due, _store.Queued.NextDueAfter("mailwizz", _folder.Time.GetUtcNow()));
        Assert.Null(_store.Queued.NextDueAfter("mailwizz", due));
    }

    [Fact]
    public async Task A_failure_without_changes_leaves_no_trace_in_the_ledger()
    {
        await _store.Spool.PostponeAsync(await AcceptAsync(1), _folder.Time.GetUtcNow(), "timeout", []);

        Assert.Empty(_store.Ledger.Of("user1@example.com"));
    }

    [Fact]
    public async Task A_refusal_counts_no_attempt_and_moves_nothing()
    {
        var row = await AcceptAsync(1);
        await _store.Spool.NoteRefusalAsync(row, "key refused", Changes);

        Assert.Equal(row with { Error = "key refused" }, Assert.Single(_store.Queued.List(0, 10)));
        Assert.Equal(Changes, Assert.Single(_store.Ledger.Of("user1@example.com")).Changes);
    }

    [Theory]
    [InlineData(SpoolState.Failed, LedgerOutcome.Failed)]
    [InlineData(SpoolState.GaveUp, LedgerOutcome.GaveUp)]
    public async Task A_row_set_aside_stays_visible_and_can_be_tried_again(SpoolState state, LedgerOutcome outcome)
    {
        var row = await AcceptAsync(1);
        await _store.Spool.SetAsideAsync(row, state, outcome, "no", Changes);

        Assert.Empty(_store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10));
        Assert.False(_store.Queued.AnyQueued(["mailwizz"]));
        Assert.Equal((state, "no", 1), (_store.Queued.Find(row.Id)!.State, _store.Queued.Find(row.Id)!.Error, _store.Queued.Find(row.Id)!.Attempts));
        Assert.Equal(outcome, Assert.Single(_store.Ledger.Of("user1@example.com")).Outcome);

        _folder.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await _store.Spool.RetryAsync([row.Id, 999]));
        Assert.Equal(_folder.Time.GetUtcNow(), Assert.Single(_store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10)).Due);
    }

    [Fact]
    public async Task A_dropped_row_is_in_the_ledger_once()
    {
        var row = await AcceptAsync(1);

        Assert.Equal(1, await _store.Spool.DropAsync([row]));
        Assert.Equal(0, await _store.Spool.DropAsync([row]));
        Assert.Equal(LedgerOutcome.Dropped, Assert.Single(_store.Ledger.Of("user1@example.com")).Outcome);
        Assert.Empty(_store.Queued.List(0, 10));
    }

    [Fact]
    public async Task Making_due_concerns_queued_rows_of_the_named_providers_only()
    {
        var mine = await AcceptAsync(1);
        var other = await AcceptAsync(2, StateFolder.Interspire);
        var aside = await AcceptAsync(3);
        var later = _folder.Time.GetUtcNow().AddHours(1);
        await _store.Spool.PostponeAsync(mine, later, "", []);
        await _store.Spool.PostponeAsync(other, later, "", []);
        await _store.Spool.SetAsideAsync(aside, SpoolState.Failed, LedgerOutcome.Failed, "", []);

        Assert.Equal(1, await _store.Spool.MakeDueAsync(["mailwizz"]));
        Assert.Equal([mine.Id], _store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10).Select(row => row.Id));
        Assert.Empty(_store.Queued.Due("interspire", _folder.Time.GetUtcNow(), 10));
    }

    [Fact]
    public async Task A_long_error_is_cut_before_it_is_stored()
    {
        var row = await AcceptAsync(1);
        await _store.Spool.PostponeAsync(row, _folder.Time.GetUtcNow(), new string('x', 100_000), []);

        Assert.Equal(1000, _store.Queued.Find(row.Id)!.Error.Length);
    }

    private async Task<SpoolRow> AcceptAsync(int number, Route? route = null)
    {
        await _store.Spool.AddAsync(5, [StateFolder.Entry(number, route ?? StateFolder.MailWizz)]);
        return _store.Queued.Of($"user{number}@example.com")[0];
    }

    public void Dispose() => _folder.Dispose();
}
