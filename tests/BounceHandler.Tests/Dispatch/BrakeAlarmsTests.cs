using BounceHandler.Classification.Brake;
using BounceHandler.Dispatch;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class BrakeAlarmsTests
{
    [Fact]
    public async Task A_group_is_logged_for_each_hour_and_mailed_once_a_day()
    {
        await using var scene = new Scene();
        var alarms = new BrakeAlarms(new Alarms(scene.Store, scene.Log), scene.Log, scene.Folder.Time);
        for (var hour = 0; hour < 3; hour++)
            alarms.Add(new BrakeClosing("domain gmail.com", StateFolder.Begin.AddHours(hour), 200, 0));
        await alarms.TellAsync();

        Assert.Equal(3, scene.Logged.Count(line => line.Contains("Removals are held: domain gmail.com", StringComparison.Ordinal)));
        var mail = Assert.Single(scene.Store.Notices.DueAlarms(10));
        Assert.Equal("removals are held: domain gmail.com", mail.Title);
        Assert.Contains("bouncehandler held release --group \"domain gmail.com\"", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no remote server", "look at your own name servers")]
    [InlineData("domain gmail.com", "a fault at the receiving side")]
    public async Task The_mail_says_where_to_look(string group, string text)
    {
        await using var scene = new Scene();
        var alarms = new BrakeAlarms(new Alarms(scene.Store, scene.Log), scene.Log, scene.Folder.Time);
        alarms.Add(new BrakeClosing(group, StateFolder.Begin, 1, 1));
        await alarms.TellAsync();

        var mail = Assert.Single(scene.Store.Notices.DueAlarms(10)).Text;
        Assert.Contains(text, mail, StringComparison.Ordinal);
        Assert.Contains("1 removal was made beside 1 delivery. ", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_groups_are_told_of_in_one_mail()
    {
        await using var scene = new Scene();
        var alarms = new BrakeAlarms(new Alarms(scene.Store, scene.Log), scene.Log, scene.Folder.Time);
        for (var i = 0; i < 100; i++)
            alarms.Add(new BrakeClosing($"domain d{i}.example", StateFolder.Begin, 200, 0));
        await alarms.TellAsync();

        Assert.Equal(11, scene.Store.Notices.DueAlarms(100).Count);
        Assert.Equal(100, scene.Logged.Count(line => line.Contains("Removals are held: ", StringComparison.Ordinal)));
    }
}
