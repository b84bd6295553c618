using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;
using Microsoft.Data.Sqlite;

namespace BounceHandler.Tests.Dispatch;

public sealed class DispatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Everything_is_delivered_and_no_provider_gets_more_at_once_than_it_may()
    {
        var random = new Random(1);
        var provider = new FakeProvider(async (_, _) =>
        {
            int spins;
            lock (random)
                spins = random.Next(20);
            for (var i = 0; i < spins; i++)
                await Task.Yield();
            return FakeProvider.Done;
        });
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 16);
        await scene.AcceptAsync("mailwizz", 2000);
        var dispatcher = scene.Start();

        await scene.UntilAsync(() => dispatcher.IsSettled && !scene.Store.Queued.AnyQueued(["mailwizz"]));
        Assert.Equal(2000, provider.Calls.Select(call => call.Identity).Distinct().Count());
        Assert.Equal(2000, provider.Calls.Count);
        Assert.InRange(provider.MostUnderWay, 1, 16);
        Assert.Equal(2000, scene.Store.Ledger.LastId());
    }

    [Fact]
    public async Task One_recipient_is_never_worked_on_twice_at_once()
    {
        var provider = new FakeProvider(async (_, _) =>
        {
            await Task.Delay(1, CancellationToken.None);
            return FakeProvider.Done;
        });
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 16);
        for (var i = 0; i < 10; i++)
        {
            await scene.AcceptAsync("mailwizz", 10, recipient: "same@x.example");
            await scene.AcceptAsync("mailwizz", 10);
        }

        scene.Start();
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz"]));
        Assert.Equal((200, 1), (provider.Calls.Count, provider.MostForOneRecipient));
    }

    [Fact]
    public async Task What_another_process_commits_is_found_without_being_told()
    {
        var provider = new FakeProvider();
        await using var scene = new Scene().With("mailwizz", provider);
        var dispatcher = scene.Start();
        await scene.UntilAsync(() => dispatcher.IsSettled);

        await scene.Folder.Open().Spool.AddAsync(2, [Storage.StateFolder.Entry(77)]);
        await scene.UntilAsync(() => provider.Calls.Count == 1);
    }

    [Fact]
    public async Task Rows_of_providers_that_are_not_configured_are_left_alone()
    {
        await using var scene = new Scene().With("mailwizz", new FakeProvider());
        await scene.AcceptAsync("mailwizz");
        await scene.AcceptAsync("removed");
        var dispatcher = scene.Start();

        await scene.UntilAsync(() => dispatcher.IsSettled && !scene.Store.Queued.AnyQueued(["mailwizz"]));
        Assert.Equal(0, Assert.Single(scene.Store.Queued.List(0, 10)).Attempts);
    }

    [Fact]
    public async Task A_bug_in_a_provider_costs_neither_the_row_nor_the_process()
    {
        var calls = 0;
        var provider = new FakeProvider((_, _) => Interlocked.Increment(ref calls) switch
        {
            1 => throw new InvalidOperationException("bug"),
            2 => Task.FromException<Outcome>(new TaskCanceledException("timeout")),
            3 => throw new OperationCanceledException(),
            _ => Task.FromResult(FakeProvider.Done),
        });
        await using var scene = new Scene().With("mailwizz", provider);
        await scene.AcceptAsync("mailwizz");
        scene.Start();

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz"]), TimeSpan.FromSeconds(1));
        Assert.Equal(3, Assert.Single(scene.Store.Ledger.Of("user1@example.com")).Attempts);
        Assert.Contains(scene.Logged, line => line.Contains("unexpected InvalidOperationException: bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_companion_that_breaks_is_begun_again_and_ends_nothing()
    {
        var provider = new FakeProvider();
        var companion = new BrokenCompanion();
        await using var scene = new Scene { Companions = [companion] }.With("mailwizz", provider);
        scene.Start();
        await scene.AcceptAsync("mailwizz");

        await scene.UntilAsync(() => companion.Begun >= 2 && provider.Calls.Count == 1, TimeSpan.FromMilliseconds(500));
        Assert.Contains(scene.Logged, line => line.StartsWith("BrokenCompanion failed and is begun again: bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_provider_being_stuck_holds_up_no_other()
    {
        var stuck = new FakeProvider((_, token) => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => FakeProvider.Done, TaskScheduler.Default));
        var quick = new FakeProvider();
        await using var scene = new Scene().With("mailwizz", stuck, concurrency: 1).With("interspire", quick);
        await scene.AcceptAsync("mailwizz", 50);
        await scene.AcceptAsync("interspire", 50);
        scene.Start(grace: TimeSpan.Zero);

        await scene.UntilAsync(() => quick.Calls.Count == 50);
        Assert.Single(stuck.Calls);
    }

    [Fact]
    public async Task Providers_on_one_host_share_its_places_and_none_is_left_out()
    {
        var gate = new Lock();
        int underWay = 0, most = 0;
        async Task<Outcome> Apply(BounceEvent bounceEvent, CancellationToken token)
        {
            lock (gate)
                most = Math.Max(most, ++underWay);
            await Task.Delay(1, CancellationToken.None);
            lock (gate)
                underWay--;
            return FakeProvider.Done;
        }

        var (big, small) = (new FakeProvider(Apply), new FakeProvider(Apply));
        await using var scene = new Scene().With("big", big, concurrency: 1, host: "mw.example").With("small", small, concurrency: 1, host: "mw.example");
        await scene.AcceptAsync("big", 500);
        await scene.AcceptAsync("small", 5);
        scene.Start();

        await scene.UntilAsync(() => small.Calls.Count == 5);
        Assert.True(big.Calls.Count < 50, $"{big.Calls.Count} calls came before five of a neighbour.");
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Stopping_begins_no_new_call_and_records_what_is_under_way()
    {
        var answer = new TaskCompletionSource<Outcome>();
        var provider = new FakeProvider((_, _) => answer.Task);
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 2);
        await scene.AcceptAsync("mailwizz", 10);
        scene.Start();
        await scene.UntilAsync(() => provider.Calls.Count == 2);

        var stopped = scene.BeginStop();
        answer.SetResult(FakeProvider.Done);
        await stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((2, 8), (provider.Calls.Count, scene.Store.Queued.List(0, 100).Count));
        Assert.Equal(2, scene.Store.Ledger.LastId());
    }

    [Fact]
    public async Task A_call_that_does_not_end_within_the_grace_is_broken_off_and_its_row_stays_as_it_was()
    {
        var provider = new FakeProvider(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return FakeProvider.Done;
        });
        await using var scene = new Scene().With("mailwizz", provider);
        await scene.AcceptAsync("mailwizz");
        scene.Start(grace: TimeSpan.FromSeconds(5));
        await scene.UntilAsync(() => provider.Calls.Count == 1);
        var before = scene.Store.Queued.List(0, 10);

        var stopped = scene.BeginStop();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(stopped.IsCompleted);
        await scene.UntilAsync(() => stopped.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal(before, scene.Store.Queued.List(0, 10));
        Assert.Equal(0, scene.Store.Ledger.LastId());
    }

    [Fact]
    public async Task When_the_state_fails_no_call_is_left_under_way_behind_the_lock()
    {
        var broken = new TaskCompletionSource();
        var provider = new FakeProvider(async (e, token) =>
        {
            if (e.Identity.Low == 1)
                return FakeProvider.Done;
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                broken.SetResult();
            }

            return FakeProvider.Done;
        });
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 2);
        using (var behind = new SqliteConnection($"Data Source={scene.Folder.DatabasePath};Pooling=False"))
        {
            behind.Open();
            Database.Execute(behind, "ALTER TABLE ledger RENAME TO gone");
        }

        await scene.AcceptAsync("mailwizz", 2);
        using var dispatcher = scene.Create();
        var running = dispatcher.RunAsync(TimeSpan.FromDays(1), CancellationToken.None);

        await Assert.ThrowsAsync<StoreException>(() => running.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(broken.Task.IsCompleted);
        Assert.Equal(2, scene.Store.Queued.List(0, 10).Count);
    }

    [Fact]
    public async Task It_may_deliver_more_before_a_deadline_only_while_some_row_can_be_tried_by_then()
    {
        await using var scene = new Scene().With("mailwizz", FakeProvider.Failing());
        var dispatcher = scene.Start();
        DateTimeOffset In(double seconds) => scene.Folder.Time.GetUtcNow().AddSeconds(seconds);
        Assert.False(dispatcher.MayDeliverBefore(In(1000)));

        await scene.AcceptAsync("mailwizz");
        await scene.UntilAsync(() => scene.Store.Queued.List(0, 10)[0].Attempts == 1);
        Assert.False(dispatcher.MayDeliverBefore(In(1)));
        Assert.True(dispatcher.MayDeliverBefore(In(6)));
    }

    private sealed class BrokenCompanion : ICompanion
    {
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        public bool IsBusy => false;

        public Task RunAsync(CancellationToken cancellationToken) => Interlocked.Increment(ref _begun) == 1
            ? throw new InvalidOperationException("bug")
            : Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
