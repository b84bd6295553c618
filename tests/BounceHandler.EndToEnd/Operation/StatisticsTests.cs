using System.Text.RegularExpressions;

namespace BounceHandler.EndToEnd.Operation;

/// <summary>What other programs read: the PHP tool's statistics file and the database of a real rrdtool.</summary>
public sealed partial class StatisticsTests : IAsyncLifetime
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task A_complaint_and_an_unsubscribe_are_lines_in_the_PHP_tools_file()
    {
        var list = _site.Server.MailWizz.AddList("News");
        var campaign = _site.Server.MailWizz.AddCampaign(list, "Summer, again", Audience.Campaign, "Half price");
        var subscriber = _site.Server.MailWizz.AddSubscriber(list, "jane@isp.example");
        var path = _site.Directory.In("statistics.csv");
        _site.Configuration.MailWizz(_site.Server).Set("statistics.file", $"\"{path}\"");

        (await _site.ProcessAsync(Complaint.Header + Complaint.Row("reader@isp.example") + Accounting.Header + Accounting.Bounces(1))).Exited(0);
        (await _site.UnsubscribeAsync("From: Jane <jane@isp.example>\r\nSubject: stop\r\n\r\n", $"--to={subscriber.Uid}.{list.Uid}.{campaign.Uid}@fbl-unsub.example.com"))
            .Exited(0);
        await Eventually.TrueAsync(() => File.ReadAllLines(path).Length == 2, "the unsubscribe is in the file");
        await Drains.EndedAsync(_site.Directory);

        var lines = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(ComplaintLine(), lines[0]);
        Assert.Matches(UnsubscribeLine(), lines[1]);
        Assert.Equal("", lines[2]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Rrdtool_shows_what_was_counted_and_three_pictures_of_it()
    {
        RoundRobin.MustBeInstalled();
        var began = TimeProvider.System.GetUtcNow();
        var path = _site.Directory.In("bounces.rrd");
        new Audience(_site.Server).Add([.. Accounting.Users(3), "reader@isp.example"]);
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server).Set("statistics.rrdFile", $"\"{path}\"");

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(3) + Complaint.Header + Complaint.Row("reader@isp.example"))).Exited(0);

        var counts = RoundRobin.Counts(path, began);
        Assert.Equal(["bounce_interspire", "bounce_mailwizz", "bounce_suppressions", "bounces", "fbl_reports"], counts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, counts["bounces"], 0.001);
        Assert.Equal(1, counts["fbl_reports"], 0.001);
        Assert.Equal(8, counts["bounce_mailwizz"], 0.001);
        Assert.Equal(4, counts["bounce_interspire"], 0.001);

        // Rrdtool takes one update a second.
        await Eventually.TrueAsync(() => TimeProvider.System.GetUtcNow() - File.GetLastWriteTimeUtc(path) > TimeSpan.FromSeconds(1.1), "the next second");
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(2, "other.example"))).Exited(0);
        Assert.Equal(5, RoundRobin.Counts(path, began)["bounces"], 0.001);

        var output = Directory.CreateDirectory(_site.Directory.In("pictures")).FullName;
        (await _site.RunAsync("graph", "--output", output)).Exited(0).Says(Path.Combine(output, "bounces-day.png"));
        var pictures = Directory.GetFiles(output).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["bounces-day.png", "bounces-week.png", "bounces-year.png"], pictures.Select(Path.GetFileName));
        Assert.All(pictures, picture =>
        {
            var bytes = File.ReadAllBytes(picture);
            Assert.Equal(PngSignature, bytes[..PngSignature.Length]);
            Assert.True(bytes.Length > 4000, $"{picture} has {bytes.Length} bytes");
        });
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [GeneratedRegex("""^\[\d\d/[A-Z][a-z]{2}/\d{4}(:\d\d){3}\] ,"Abuse",reader@isp\.example,Example-FBL/1\.0,,This week,\z""")]
    private static partial Regex ComplaintLine();

    [GeneratedRegex("""^\[\d\d/[A-Z][a-z]{2}/\d{4}(:\d\d){3}\] ,"Unsub",Jane <jane@isp\.example>,"direct",bs224mf5v20f4,Half price,"Summer, again"\z""")]
    private static partial Regex UnsubscribeLine();
}
