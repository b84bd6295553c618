using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class LateRequestsTests
{
    [Theory]
    [InlineData(EventKind.Unsubscribe, 37, true)]
    [InlineData(EventKind.Complaint, 37, true)]
    [InlineData(EventKind.Unsubscribe, 35, false)]
    [InlineData(EventKind.HardBounce, 37, false)]
    public async Task A_request_that_has_waited_for_a_day_and_a_half_raises_an_alarm(EventKind kind, int hours, bool isLate)
    {
        await using var scene = new Scene();
        await scene.AcceptAsync("mailwizz", kind: kind);
        scene.Folder.Time.Advance(TimeSpan.FromHours(hours));

        await LookAsync(scene);
        Assert.Equal(isLate ? 1 : 0, Alarms(scene));
    }

    [Fact]
    public async Task A_request_that_was_honoured_raises_none()
    {
        await using var scene = new Scene();
        await scene.AcceptAsync("mailwizz", kind: EventKind.Unsubscribe);
        await scene.Store.Spool.CompleteAsync(scene.Store.Queued.List(0, 1)[0], LedgerOutcome.Done, "", []);
        scene.Folder.Time.Advance(TimeSpan.FromHours(37));

        await LookAsync(scene);
        Assert.Equal(0, Alarms(scene));
    }

    [Fact]
    public async Task The_operator_is_told_once_a_day()
    {
        await using var scene = new Scene();
        await scene.AcceptAsync("mailwizz", kind: EventKind.Unsubscribe);
        scene.Folder.Time.Advance(TimeSpan.FromHours(37));
        await LookAsync(scene);
        scene.Folder.Time.Advance(TimeSpan.FromHours(23));
        await LookAsync(scene);
        Assert.Equal(1, Alarms(scene));

        scene.Folder.Time.Advance(TimeSpan.FromHours(2));
        await LookAsync(scene);
        Assert.Equal(2, Alarms(scene));
        Assert.Equal(2, scene.Store.Notices.DueAlarms(10).Count);
    }

    // Told to stop before it begins it looks once.
    private static Task LookAsync(Scene scene) =>
        new LateRequests(scene.Store, new Alarms(scene.Store, scene.Log), scene.Log, scene.Folder.Time).RunAsync(new CancellationToken(canceled: true));

    private static int Alarms(Scene scene) => scene.Logged.Count(line => line.StartsWith("ALARM: requests to be removed have waited for more than 36 hours: 1", StringComparison.Ordinal));
}
