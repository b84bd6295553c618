using BounceHandler.Dispatch;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Dispatch;

public sealed class SpaceWatchTests
{
    [Fact]
    public async Task Low_space_is_told_once_a_day_in_the_log_and_by_mail()
    {
        await using var scene = new Scene();
        var alarms = new Alarms(scene.Store, scene.Log);
        var free = FreeSpace.Low;
        var watch = new SpaceWatch(scene.Folder.Directory, _ => free, alarms, scene.Folder.Time);
        await LookAsync();
        Assert.DoesNotContain(scene.Logged, line => line.Contains("ALARM", StringComparison.Ordinal));

        free--;
        await LookAsync();
        await LookAsync();
        Assert.Single(scene.Logged, line => line.Contains("ALARM: only 199 MB are free", StringComparison.Ordinal));
        Assert.Equal(1, scene.Folder.Count("notices"));
        scene.Folder.Time.Advance(TimeSpan.FromHours(25));
        await LookAsync();
        Assert.Equal(2, scene.Folder.Count("notices"));

        async Task LookAsync()
        {
            using var stop = new CancellationTokenSource();
            var running = watch.RunAsync(stop.Token);
            await stop.CancelAsync();
            await running;
        }
    }

    [Fact]
    public void Free_space_is_what_the_system_says() => Assert.InRange(FreeSpace.At("/tmp")!.Value, 1, new DriveInfo("/tmp").TotalSize);
}
