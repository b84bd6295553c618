using System.Diagnostics;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class RunTableTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task A_run_lives_until_it_is_disposed_of()
    {
        var (one, other) = (_folder.Open(), _folder.Open());
        var run = await one.Runs.BeginAsync("process");
        Assert.True(one.Runs.IsAlive(run.Id));
        Assert.True(other.Runs.IsAlive(run.Id));

        run.Dispose();
        Assert.False(one.Runs.IsAlive(run.Id));
        Assert.False(other.Runs.IsAlive(run.Id));
        Assert.False(other.Runs.IsAlive(12345));
    }

    [Fact]
    public async Task A_run_dies_with_its_process_however_that_ends()
    {
        var runs = _folder.Open().Runs;
        (await runs.BeginAsync("process")).Dispose();
        var path = Path.Combine(_folder.Path, "runs", "77.lock");
        using var process = Process.Start("flock", ["--no-fork", path, "sleep", "600"]);
        Assert.True(SpinWait.SpinUntil(() => runs.IsAlive(77), TimeSpan.FromSeconds(30)));
        runs.SweepLocks();
        Assert.True(runs.IsAlive(77));

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(runs.IsAlive(77));
        runs.SweepLocks();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Sweeping_never_takes_the_lock_from_a_run_that_begins()
    {
        var (sweeping, beginning) = (_folder.Open(), _folder.Open());
        using var stop = new CancellationTokenSource();
        var sweeper = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                sweeping.Runs.SweepLocks();
        }, CancellationToken.None);

        for (var i = 0; i < 200; i++)
        {
            using var run = await beginning.Runs.BeginAsync("process");
            Assert.True(sweeping.Runs.IsAlive(run.Id));
        }

        await stop.CancelAsync();
        await sweeper;
    }

    [Fact]
    public async Task The_run_that_read_a_record_last_is_known()
    {
        var runs = _folder.Open().Runs;
        Assert.Null(runs.LastReader());
        using var first = await runs.BeginAsync("process");
        using var second = await runs.BeginAsync("replay");
        using var third = await runs.BeginAsync("drain");
        var now = _folder.Time.GetUtcNow();
        await runs.NoteAsync(first.Id, now.AddMinutes(-1), 10, 6, 4);
        await runs.NoteAsync(second.Id, now, 3, 3, 0);
        await runs.NoteAsync(second.Id, null, 5, 5, 0);
        await runs.NoteAsync(third.Id, null, 0, 0, 0);

        Assert.Equal(new RunEntry(second.Id, "replay", now, null, now, 5), runs.LastReader());
        await runs.EndAsync(second.Id);
        Assert.Equal(now, runs.LastReader()!.Ended);
    }

    [Fact]
    public async Task Run_ids_are_never_used_again()
    {
        var store = _folder.Open();
        long id;
        using (var run = await store.Runs.BeginAsync("process"))
            id = run.Id;
        _folder.Time.Advance(TimeSpan.FromDays(1000));
        await store.Retention.ForgetAsync(new BounceHandler.Configuration.RetentionSettings(), _folder.Time.GetUtcNow());
        Assert.Equal(0, _folder.Count("runs"));

        using var next = await store.Runs.BeginAsync("process");
        Assert.True(next.Id > id);
    }

    public void Dispose() => _folder.Dispose();
}
