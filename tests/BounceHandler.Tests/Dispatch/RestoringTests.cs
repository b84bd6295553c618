using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class RestoringTests
{
    private static readonly ListChange Change = new("l", "=1+1", "s", "confirmed", "blacklisted");

    public static TheoryData<Outcome, LedgerOutcome?, SpoolState?> Ends => new()
    {
        { new Outcome.Done([Change with { Before = "blacklisted", After = "confirmed" }], []), LedgerOutcome.Restored, null },
        { new Outcome.NothingToDo("disabled by now"), LedgerOutcome.NothingToDo, null },
        { new Outcome.PermanentFailure("it stays blacklisted", []), LedgerOutcome.NotRestored, null },
        { new Outcome.TemporaryFailure("timeout", null, []), null, SpoolState.Queued },
        { new Outcome.Refused("key", []), null, SpoolState.Queued },
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task A_restore_is_work_like_any_other(Outcome outcome, LedgerOutcome? noted, SpoolState? left)
    {
        var provider = new Restorer(outcome);
        await using var scene = new Scene().With("mailwizz", provider);
        await UndoAsync(scene);
        scene.Start();

        await scene.UntilAsync(() => provider.Restored > 0 && scene.Store.Queued.List(0, 10).All(row => row.Error.Length > 0));
        await scene.StopAsync();
        Assert.Equal(left, scene.Store.Queued.List(0, 10).SingleOrDefault()?.State);
        var entries = scene.Store.Ledger.Of("user1@example.com").Where(entry => entry.Event.Kind == EventKind.Restore).ToList();
        Assert.Equal(noted, entries.SingleOrDefault()?.Outcome);
        Assert.Equal(0, provider.Applied);
    }

    [Fact]
    public async Task A_restore_that_fails_for_too_long_is_given_up_and_stays_visible()
    {
        var settings = new Settings { Delivery = new DeliverySettings { GiveUpAfterHours = 96 } };
        await using var scene = new Scene { Settings = settings }.With("mailwizz", new Restorer(new Outcome.TemporaryFailure("timeout", null, [])));
        await UndoAsync(scene);
        scene.Folder.Time.Advance(TimeSpan.FromHours(97));
        scene.Start();
        await scene.UntilAsync(() => scene.Store.Queued.List(0, 10)[0].State == SpoolState.GaveUp);
    }

    [Fact]
    public async Task A_complaint_that_came_in_since_keeps_the_provider_from_being_asked()
    {
        var provider = new Restorer(new Outcome.Done([], []));
        await using var scene = new Scene().With("mailwizz", provider);
        await UndoAsync(scene);
        await scene.Store.Spool.AddAsync(1, [StateFolder.Entry(StateFolder.Event(9, "user1@example.com", EventKind.Complaint), new BounceHandler.Classification.Route("elsewhere", ""))]);
        scene.Start();

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz"]));
        var entry = scene.Store.Ledger.Of("user1@example.com")[^1];
        Assert.Equal((LedgerOutcome.NothingToDo, "not taken back: this address has complained"), (entry.Outcome, entry.Detail));
        Assert.Equal(0, provider.Restored);
    }

    [Fact]
    public async Task A_provider_that_takes_nothing_back_leaves_it_to_a_person()
    {
        await using var scene = new Scene().With("mailwizz", new FakeProvider());
        await UndoAsync(scene);
        scene.Start();
        await scene.UntilAsync(() => scene.Store.Ledger.Of("user1@example.com") is [.., { Outcome: LedgerOutcome.NotRestored }]);
    }

    [Fact]
    public async Task What_does_not_come_back_is_listed_once_in_a_private_file_without_formulas()
    {
        await using var scene = new Scene().With("mailwizz", new Restorer(new Outcome.PermanentFailure("=HYPERLINK(1)", [])));
        scene.Companions = [new UndoReports(scene.Store, scene.Log, scene.Folder.Time)];
        await UndoAsync(scene);
        scene.Start();
        await scene.UntilAsync(() => scene.Logged.Any(line => line.StartsWith("Undo run=10 ended: restored=0", StringComparison.Ordinal)), TimeSpan.FromMilliseconds(100));
        await scene.StopAsync();
        // Another process looks once more, also one that died before it had noted that the file is there.
        scene.Start();
        await scene.StopAsync();

        var path = UndoFile.PathOf(scene.Store.Directory, 10);
        var rows = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(["address,provider,list,list name,subscriber,status now,status wanted,reason,time"], rows[..1]);
        Assert.StartsWith("user1@example.com,mailwizz,l,", Assert.Single(rows[1..]), StringComparison.Ordinal);
        Assert.DoesNotContain(",=", rows[1], StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Single(scene.Logged, line => line.StartsWith("Undo run=10 ended", StringComparison.Ordinal));
    }

    // One change of one recipient, and an undo of it as run 10.
    private static async Task UndoAsync(Scene scene)
    {
        await scene.AcceptAsync("mailwizz");
        var row = Assert.Single(scene.Store.Queued.List(0, 10));
        await scene.Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", [Change]);
        var planned = new PlannedRestore(scene.Store.Ledger.LastId(), row.Route, row.Event.Recipient!, row.Event.Kind, row.Event.Identity, Change);
        Assert.Equal(1, await scene.Store.Undo.SpoolAsync(10, [planned]));
    }

    private sealed class Restorer(Outcome outcome) : IBounceProvider, IRestoresListChanges
    {
        private int _applied;
        private int _restored;

        public int Applied => _applied;

        public int Restored => _restored;

        public bool HasActionFor(BounceEvent bounceEvent) => true;

        public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _applied);
            return Task.FromResult<Outcome>(new Outcome.Done([], []));
        }

        public Task<Outcome> RestoreAsync(AppliedChange applied, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _restored);
            return Task.FromResult(outcome);
        }
    }
}
