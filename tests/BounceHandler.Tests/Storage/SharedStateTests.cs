using BounceHandler.Storage;
using Microsoft.Data.Sqlite;

namespace BounceHandler.Tests.Storage;

public sealed class SharedStateTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task Two_processes_that_write_at_once_lose_nothing_and_accept_nothing_twice()
    {
        var stores = new[] { _folder.Open(), _folder.Open() };
        var accepted = await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            var count = 0;
            for (var i = 0; i < 200; i++)
                count += (await store.Spool.AddAsync(1, [StateFolder.Entry(i), StateFolder.Entry(i + 1)])).Sum(taken => taken.Routes.Count);
            return count;
        })));

        Assert.Equal(201, accepted.Sum());
        Assert.Equal(201, stores[0].Queued.List(0, 1000).Select(row => row.Event.Identity).Distinct().Count());
    }

    [Fact]
    public async Task Writing_waits_while_another_program_holds_the_database()
    {
        var store = _folder.Open();
        using var other = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=False");
        other.Open();
        Database.Execute(other, "BEGIN IMMEDIATE");

        var adding = store.Spool.AddAsync(1, [StateFolder.Entry(1)]);
        Assert.NotSame(adding, await Task.WhenAny(adding, Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken)));
        Assert.Empty(store.Queued.List(0, 10));
        Database.Execute(other, "COMMIT");

        await adding.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Single(store.Queued.List(0, 10));
    }

    [Fact]
    public async Task Routes_made_by_one_process_are_known_to_the_other()
    {
        var (one, other) = (_folder.Open(), _folder.Open());
        await one.RegisterAsync([StateFolder.MailWizz, StateFolder.Interspire]);
        await other.Spool.AddAsync(1, [StateFolder.Entry(1, StateFolder.Interspire, new("third", "tenant"))]);

        Assert.Equal([StateFolder.Interspire, new("third", "tenant")], one.Queued.List(0, 10).Select(row => row.Route));
    }

    [Fact]
    public async Task Every_commit_shows_in_the_version_of_every_process()
    {
        var (one, other) = (_folder.Open(), _folder.Open());
        var before = (one.Version(), other.Version());
        await one.Spool.AddAsync(1, [StateFolder.Entry(1)]);

        Assert.NotEqual(before.Item1, one.Version());
        Assert.NotEqual(before.Item2, other.Version());
        var after = one.Version();
        _ = one.Queued.List(0, 10);
        Assert.Equal(after, one.Version());
    }

    [Fact]
    public async Task The_ledger_is_followed_by_run_whoever_wrote_it()
    {
        var (mine, dispatching) = (_folder.Open(), _folder.Open());
        await mine.Spool.AddAsync(1, [StateFolder.Entry(1), StateFolder.Entry(2)]);
        await mine.Spool.AddAsync(2, [StateFolder.Entry(3)]);
        foreach (var row in dispatching.Queued.List(0, 10))
            await dispatching.Spool.CompleteAsync(row, LedgerOutcome.Done, "", []);

        Assert.Equal([1UL], Run(1, 0, 1, out var last));
        Assert.Equal([2UL], Run(1, last, 1, out last));
        Assert.Equal([], Run(1, last, 1, out last));
        Assert.Equal([], Run(1, last, 1, out var end));
        Assert.Equal((last, mine.Ledger.LastId()), (end, last));
        Assert.Equal([3UL], Run(2, 0, 100, out _));

        IEnumerable<ulong> Run(long run, long after, int limit, out long lastSeen) =>
            [.. mine.Ledger.After(after, run, limit, out lastSeen).Select(entry => entry.Event.Identity.Low)];
    }

    public void Dispose() => _folder.Dispose();
}
