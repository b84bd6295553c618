using BounceHandler.Dispatch;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class HeldReminderTests
{
    [Fact]
    public async Task The_operator_is_reminded_every_day_while_something_is_held()
    {
        await using var scene = new Scene();
        await HoldAsync(scene);
        await LookAsync(scene);
        scene.Folder.Time.Advance(TimeSpan.FromHours(23));
        await LookAsync(scene);
        Assert.Empty(Reminders(scene));

        scene.Folder.Time.Advance(TimeSpan.FromHours(1));
        await LookAsync(scene);
        await LookAsync(scene);
        Assert.Equal(["1 removal waits for your word"], Reminders(scene));
        Assert.Contains("domain example.com: 1", scene.Store.Notices.DueAlarms(10)[0].Text, StringComparison.Ordinal);

        scene.Folder.Time.Advance(TimeSpan.FromHours(24));
        await LookAsync(scene);
        Assert.Equal(2, Reminders(scene).Count);
    }

    [Fact]
    public async Task Where_nothing_is_held_any_more_nobody_is_reminded()
    {
        await using var scene = new Scene();
        await HoldAsync(scene);
        scene.Folder.Time.Advance(TimeSpan.FromHours(25));
        await scene.Store.Held.DiscardAsync(scene.Store.Held.List(new HeldFilter(), 0, 10));

        await LookAsync(scene);
        Assert.Empty(Reminders(scene));
    }

    private static async Task HoldAsync(Scene scene) =>
        await scene.Store.Spool.AddAsync(1, [StateFolder.Entry(1) with { Held = true, HeldBy = "domain example.com" }]);

    private static List<string> Reminders(Scene scene) => [.. scene.Store.Notices.DueAlarms(10).Select(notice => notice.Title)];

    // Told to stop before it begins it looks once.
    private static Task LookAsync(Scene scene) =>
        new HeldReminder(scene.Store, new Alarms(scene.Store, scene.Log), scene.Log, scene.Folder.Time).RunAsync(new CancellationToken(canceled: true));
}
