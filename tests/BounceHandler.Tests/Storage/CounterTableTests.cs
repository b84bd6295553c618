using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Storage;
using Microsoft.Data.Sqlite;

namespace BounceHandler.Tests.Storage;

public sealed class CounterTableTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public CounterTableTests() => _store = _folder.Open();

    [Fact]
    public async Task Counters_grow_and_are_shared_by_processes()
    {
        await _store.Counters.AddAsync([new("a", "x=\"1\"", 3), new("a", "x=\"2\"", 1), new("b", "", 5)]);
        await _folder.Open().Counters.AddAsync([new("a", "x=\"1\"", 4)]);

        Assert.Equal([new("a", "x=\"1\"", 7), new("a", "x=\"2\"", 1), new("b", "", 5)], _store.Counters.Read());
    }

    [Fact]
    public async Task What_was_taken_belongs_to_the_taker()
    {
        await _store.Counters.AddAsync([new("a", "x", 3), new("b", "", 5)]);

        Assert.Equal([new("a", "x", 3)], await _store.Counters.TakeAsync("a"));
        Assert.Empty(await _store.Counters.TakeAsync("a"));
        Assert.Equal([new("b", "", 5)], _store.Counters.Read());
    }

    [Fact]
    public async Task Events_and_outcomes_and_changes_are_counted_once()
    {
        await DeliverAsync(1, EventKind.HardBounce, new ListChange("l", "", "s", "confirmed", "blacklisted"), new ListChange("m", "", "s", "unsubscribed", "unsubscribed"));
        await DeliverAsync(2, EventKind.SoftBounce);
        await DeliverAsync(3, EventKind.Complaint, new ListChange("l", "", "s", "confirmed", "unsubscribed"));
        await DeliverAsync(4, EventKind.Unsubscribe);

        Assert.True((await _store.Counters.AdvanceAsync(null)).IsComplete);
        Assert.Empty((await _store.Counters.AdvanceAsync(null)).Counted);
        Assert.Empty((await _folder.Open().Counters.AdvanceAsync(null)).Counted);
        Assert.Equal(
            [
                new("events", "kind=\"complaint\"", 1), new("events", "kind=\"hard\"", 1), new("events", "kind=\"soft\"", 1), new("events", "kind=\"unsubscribe\"", 1),
                new("outcomes", "provider=\"mailwizz\",outcome=\"done\"", 4), new("removals", "provider=\"mailwizz\"", 2),
            ],
            _store.Counters.Read());
    }

    [Fact]
    public async Task An_event_that_repeats_another_one_is_not_counted()
    {
        await DeliverAsync(1, EventKind.Complaint);
        await DeliverAsync(2, EventKind.Complaint);
        Execute("UPDATE events SET origin=1 WHERE id=2");
        await _store.Counters.AdvanceAsync(null);

        Assert.Contains(new Counter("events", "kind=\"complaint\"", 1), _store.Counters.Read());
    }

    [Fact]
    public async Task Many_rows_are_counted_in_several_transactions()
    {
        await _store.Spool.AddAsync(1, [.. Enumerable.Range(1, 250).Select(i => StateFolder.Entry(i))]);

        Assert.False((await _store.Counters.AdvanceAsync(null, 100)).IsComplete);
        Assert.Equal([new("events", "kind=\"hard\"", 100)], _store.Counters.Read());
        Assert.False((await _store.Counters.AdvanceAsync(null, 100)).IsComplete);
        Assert.True((await _store.Counters.AdvanceAsync(null, 100)).IsComplete);
        Assert.Equal([new("events", "kind=\"hard\"", 250)], _store.Counters.Read());
    }

    // The writer is broken off at every statement in turn, as by a crash; whoever comes next finds neither half a count nor a count without its mark.
    [Fact]
    public async Task A_counting_that_is_broken_off_counts_nothing()
    {
        await DeliverAsync(1, EventKind.HardBounce, new ListChange("l", "", "s", "confirmed", "blacklisted"));
        foreach (var table in new[] { "marks", "counters" })
        {
            Execute($"CREATE TRIGGER broken BEFORE INSERT ON {table} WHEN {(table == "marks" ? "new.name='counted ledger'" : "new.name='removals'")} BEGIN SELECT raise(ABORT, 'broken'); END");
            await Assert.ThrowsAsync<StoreException>(() => _store.Counters.AdvanceAsync(null));
            Assert.Equal((0, 0), (_folder.Count("counters"), _folder.Count("marks")));
            Execute("DROP TRIGGER broken");
        }

        await _folder.Open().Counters.AdvanceAsync(null);
        Assert.Contains(new Counter("removals", "provider=\"mailwizz\"", 1), _store.Counters.Read());
    }

    [Fact]
    public async Task Processes_that_count_at_the_same_time_count_everything_once()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => _folder.Open()).ToList();
        var running = stores.Select((store, number) => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await store.Spool.AddAsync(1, [StateFolder.Entry((number * 100) + i)]);
                await store.Counters.AdvanceAsync(_folder.Time.GetUtcNow().AddHours(-1), 7);
            }
        }));
        await Task.WhenAll(running);
        while (!(await _store.Counters.AdvanceAsync(_folder.Time.GetUtcNow().AddHours(-1))).IsComplete)
        {
        }

        Assert.Equal([new("events", "kind=\"hard\"", 100), new("graph", "bounces", 100)], _store.Counters.Read());
    }

    [Fact]
    public async Task Only_what_is_recent_is_for_the_graph()
    {
        await DeliverAsync(1, EventKind.Block, new ListChange("l", "", "s", "confirmed", "blacklisted"));
        _folder.Time.Advance(TimeSpan.FromHours(2));
        await DeliverAsync(2, EventKind.HardBounce, new ListChange("l", "", "s", "confirmed", "blacklisted"));
        await DeliverAsync(3, EventKind.Complaint);
        await DeliverAsync(4, EventKind.Unsubscribe);
        await _store.Counters.AdvanceAsync(_folder.Time.GetUtcNow().AddHours(-1));

        Assert.Equal(
            [new("graph", "bounces", 1), new("graph", "fbl_reports", 1), new("graph", "provider mailwizz", 1)],
            _store.Counters.Read().Where(counter => counter.Name == CounterName.Graph));
    }

    private async Task DeliverAsync(int number, EventKind kind, params ListChange[] changes)
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(StateFolder.Event(number, kind: kind))]);
        await _store.Spool.CompleteAsync(Assert.Single(_store.Queued.List(0, 10)), LedgerOutcome.Done, "", changes);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A statement of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Dispose();
}
