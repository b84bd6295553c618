using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class OutcomeReporterTests : IAsyncDisposable
{
    private static readonly ListChange Changed = new("l1", "", "s1", "confirmed", "unsubscribed");
    private static readonly ListChange Unchanged = new("l2", "", "s2", "blacklisted", "blacklisted");

    private readonly Scene _scene = new();
    private readonly OutcomeReporter _reporter;

    public OutcomeReporterTests()
    {
        _reporter = new OutcomeReporter(_scene.Store, 5, _scene.Log);
        _reporter.Know(["quiet"]);
    }

    [Fact]
    public async Task Every_outcome_is_counted_where_it_belongs()
    {
        var rows = await AcceptAsync(6);
        await _scene.Store.Spool.CompleteAsync(rows[0], LedgerOutcome.Done, "", [Changed, Unchanged, Changed]);
        await _scene.Store.Spool.CompleteAsync(rows[1], LedgerOutcome.NothingToDo, "unknown", []);
        await _scene.Store.Spool.SetAsideAsync(rows[2], SpoolState.Failed, LedgerOutcome.Failed, "no", []);
        await _scene.Store.Spool.SetAsideAsync(rows[3], SpoolState.GaveUp, LedgerOutcome.GaveUp, "no", [Changed]);
        await _scene.Store.Spool.PostponeAsync(rows[4], _scene.Folder.Time.GetUtcNow(), "later", [Changed]);
        _reporter.Accepted([rows[5].Route], held: true);
        _reporter.Report();

        Assert.Equal([new ProviderTotals("quiet", 0, 0, 0, 0, 0), new ProviderTotals("mailwizz", 4, 1, 2, 2, 1)], _reporter.Totals());
        Assert.Equal(2, _reporter.Undelivered);
    }

    [Fact]
    public async Task A_row_that_is_tried_again_by_the_operator_is_counted_by_its_last_outcome()
    {
        var rows = await AcceptAsync(3);
        foreach (var row in rows[..2])
            await _scene.Store.Spool.SetAsideAsync(row, SpoolState.Failed, LedgerOutcome.Failed, "no", []);
        _reporter.Report();
        await _scene.Store.Spool.CompleteAsync(rows[0], LedgerOutcome.Done, "", [Changed]);
        await _scene.Store.Spool.SetAsideAsync(rows[1], SpoolState.Failed, LedgerOutcome.Failed, "still no", []);
        _reporter.Report();

        Assert.Equal(new ProviderTotals("mailwizz", 1, 0, 1, 1, 0), _reporter.Totals()[^1]);
    }

    [Fact]
    public async Task A_row_that_is_dropped_while_it_is_being_worked_on_is_counted_once()
    {
        var rows = await AcceptAsync(2);
        await _scene.Store.Spool.DropAsync([rows[0]]);
        await _scene.Store.Spool.CompleteAsync(rows[0], LedgerOutcome.Done, "", [Changed]);
        _reporter.Report();

        Assert.Equal(1, _reporter.Undelivered);
    }

    [Fact]
    public async Task Lines_come_in_the_order_of_the_ledger_and_once()
    {
        var rows = await AcceptAsync(3);
        foreach (var row in rows.Reverse())
            await _scene.Store.Spool.CompleteAsync(row, LedgerOutcome.NothingToDo, "unknown", []);
        _reporter.Report();
        _reporter.Report();

        Assert.Equal(3, _scene.Logged.Count);
        Assert.Equal(["user3@", "user2@", "user1@"], _scene.Logged.Select(line => line[line.IndexOf("user", StringComparison.Ordinal)..][..6]));
    }

    [Fact]
    public async Task Outcomes_of_other_runs_and_of_before_are_not_ours()
    {
        await _scene.AcceptAsync("mailwizz", 10, run: 6);
        var mine = await AcceptAsync(1);
        foreach (var row in _scene.Store.Queued.List(0, 100).Where(row => row.Run == 6))
            await _scene.Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", [Changed]);
        _reporter.Report();
        Assert.Equal(1, _reporter.Undelivered);
        Assert.Empty(_scene.Logged);

        await _scene.Store.Spool.CompleteAsync(mine[0], LedgerOutcome.Done, "noted", []);
        _reporter.Report();
        Assert.Equal(0, _reporter.Undelivered);
        Assert.Contains("noted", Assert.Single(_scene.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_ledger_is_followed_to_its_end()
    {
        var rows = await AcceptAsync(5000);
        await Task.WhenAll(rows.Select(row => _scene.Store.Spool.CompleteAsync(row, LedgerOutcome.NothingToDo, "", [])));
        _reporter.Report();

        Assert.Equal((0, 5000), (_reporter.Undelivered, _reporter.Totals()[^1].NothingToDo));
    }

    // Another process delivers what this one has taken a moment ago: its records have no lines yet.
    [Fact]
    public async Task What_the_ledger_says_of_records_without_a_line_is_reported_later()
    {
        var rows = await AcceptAsync(3);
        await _scene.Store.Spool.CompleteAsync(rows[0], LedgerOutcome.Done, "noted", []);
        var told = _scene.Store.Ledger.LastId();
        foreach (var row in rows[1..])
            await _scene.Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "noted", []);
        _reporter.Report(told);
        Assert.Equal((2, 1), (_reporter.Undelivered, _scene.Logged.Count));

        _reporter.Report(told);
        _reporter.Report();
        Assert.Equal((0, 3), (_reporter.Undelivered, _scene.Logged.Count));
    }

    [Theory]
    [InlineData(SpoolState.Held)]
    [InlineData(SpoolState.Observed)]
    [InlineData(SpoolState.Failed)]
    public async Task What_the_operator_lets_go_in_another_process_is_reported_although_nothing_was_queued(SpoolState state)
    {
        await _scene.AcceptAsync("mailwizz", 1, run: 5);
        var row = Assert.Single(_scene.Store.Queued.List(0, 10));
        if (state == SpoolState.Observed)
            _reporter.Observed([row.Route]);
        else
            _reporter.Accepted([row.Route], held: state == SpoolState.Held);
        if (state == SpoolState.Failed)
            await _scene.Store.Spool.SetAsideAsync(row, SpoolState.Failed, LedgerOutcome.Failed, "no", []);
        _reporter.Report();
        Assert.Equal(0, _reporter.Undelivered);

        await _scene.Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", [Changed]);
        _reporter.Report();

        Assert.Equal(new ProviderTotals("mailwizz", 1, 0, 0, 0, 0), _reporter.Totals()[^1]);
        Assert.Contains("user1@example.com", _scene.Logged[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_row_that_is_discarded_leaves_the_queued_ones_alone()
    {
        var rows = await AcceptAsync(2);
        await _scene.AcceptAsync("mailwizz", 1, run: 5);
        var held = _scene.Store.Queued.List(0, 10)[^1];
        _reporter.Accepted([held.Route], held: true);
        await _scene.Store.Spool.CompleteAsync(held, LedgerOutcome.Discarded, "delivered since", []);
        _reporter.Report();

        Assert.Equal(new ProviderTotals("mailwizz", 0, 0, 0, rows.Length, 0), _reporter.Totals()[^1]);
        Assert.Contains("delivered since", Assert.Single(_scene.Logged), StringComparison.Ordinal);
    }

    private async Task<SpoolRow[]> AcceptAsync(int count)
    {
        await _scene.AcceptAsync("mailwizz", count, run: 5, EventKind.HardBounce);
        SpoolRow[] rows = [.. _scene.Store.Queued.List(0, 100_000).Where(row => row.Run == 5)];
        _reporter.Accepted(rows.Select(row => row.Route), held: false);
        return rows;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
