using BounceHandler.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task Whoever_delivers_forgets_what_is_old_at_the_start_and_every_hour()
    {
        await using var scene = new Scene().With("mailwizz", new FakeProvider());
        await scene.AcceptAsync("mailwizz", 2500);
        foreach (var row in scene.Store.Queued.List(0, 10_000))
            await scene.Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", []);
        scene.Folder.Time.Advance(TimeSpan.FromDays(91));
        Directory.CreateDirectory(Path.Combine(scene.Folder.Path, "runs"));
        var left = Path.Combine(scene.Folder.Path, "runs", "4711.lock");
        await File.WriteAllTextAsync(left, "", TestContext.Current.CancellationToken);
        scene.Start();

        await scene.UntilAsync(() => scene.Folder.Count("seen") == 0);
        Assert.False(File.Exists(left));
        Assert.Equal(2500, scene.Folder.Count("ledger"));
        scene.Folder.Time.Advance(TimeSpan.FromDays(310));
        await scene.UntilAsync(() => scene.Folder.Count("ledger") == 0 && scene.Folder.Count("events") == 0, TimeSpan.FromMinutes(10));
    }
}
