using System.Globalization;

namespace BounceHandler.EndToEnd.Operation;

/// <summary>The file that node_exporter's textfile collector reads.</summary>
public sealed class PrometheusTests : IAsyncLifetime
{
    private const string LastFamily = "\nbouncehandler_build_info{version=";

    private Site _site = null!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _path = _site.Directory.In("bouncehandler.prom");
        new Audience(_site.Server).Add([.. Accounting.Users(3), "reader@isp.example"]);
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server).Set("statistics.prometheusFile", $"\"{_path}\"");
    }

    [Fact]
    public async Task Records_removals_and_the_queue_are_counted_and_add_up_over_processes()
    {
        var input = Accounting.Header + Accounting.Bounces(3) + Accounting.Bounce("a@b.example", category: "bad-unknown") + Accounting.Bounce("a@b.example", type: "d")
            + Complaint.Header + Complaint.Row("reader@isp.example");
        (await _site.ProcessAsync(input)).Exited(0).Counted(total: 6, processed: 4);

        var first = Samples();
        Assert.Equal(3, first["""bouncehandler_records_total{type="b",outcome="hard"}"""]);
        Assert.Equal(1, first["""bouncehandler_records_total{type="b",outcome="category not configured"}"""]);
        Assert.Equal(1, first["""bouncehandler_records_total{type="f",outcome="complaint"}"""]);
        Assert.Equal(6, first.Where(sample => sample.Key.StartsWith("bouncehandler_records_total{", StringComparison.Ordinal)).Sum(sample => sample.Value));
        Assert.Equal(8, first["""bouncehandler_removals_total{provider="mailwizz"}"""]);
        Assert.Equal(4, first["""bouncehandler_removals_total{provider="interspire"}"""]);
        Assert.Equal(0, first["bouncehandler_queue_oldest_seconds"]);
        foreach (var provider in new[] { "mailwizz", "interspire", "suppressions" })
        {
            Assert.Equal(1, first[$$"""bouncehandler_provider_up{provider="{{provider}}"}"""]);
            foreach (var state in new[] { "queued", "held", "failed", "gave_up" })
                Assert.Equal(0, first[$$"""bouncehandler_queue_rows{provider="{{provider}}",state="{{state}}"}"""]);
        }

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(5))).Exited(0).Counted(total: 5, processed: 2);

        var second = Samples();
        Assert.Equal(5, second["""bouncehandler_records_total{type="b",outcome="hard"}"""]);
        Assert.Equal(3, second["""bouncehandler_records_total{type="b",outcome="already seen"}"""]);
        Assert.Equal(11, second.Where(sample => sample.Key.StartsWith("bouncehandler_records_total{", StringComparison.Ordinal)).Sum(sample => sample.Value));
        Assert.Equal(8, second["""bouncehandler_removals_total{provider="mailwizz"}"""]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(_path));
    }

    [Fact]
    public async Task Two_processes_at_once_forget_nothing()
    {
        var runs = await Task.WhenAll(
            _site.ProcessAsync(Accounting.Header + Accounting.Bounces(40, "one.example")), _site.ProcessAsync(Accounting.Header + Accounting.Bounces(60, "two.example")));
        Assert.All(runs, run => run.Exited(0));
        (await _site.RunAsync("drain")).Exited(0);

        var samples = Samples();
        Assert.Equal(100, samples["""bouncehandler_records_total{type="b",outcome="hard"}"""]);
        Assert.Equal(100, samples["""bouncehandler_events_total{kind="hard"}"""]);
        Assert.Equal(100, samples["""bouncehandler_api_seconds_count{provider="mailwizz"}"""]);
    }

    [Fact]
    public async Task Whoever_reads_it_meanwhile_sees_all_of_an_old_or_a_new_one()
    {
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(1, "first.example"))).Exited(0);
        var before = await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken);
        using var opened = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        using var done = new CancellationTokenSource();
        var seen = new HashSet<string>();
        var reading = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                    seen.Add(File.ReadAllText(_path));
            },
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 4; i++)
            (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(1, $"run{i}.example"))).Exited(0);
        await done.CancelAsync();
        await reading;

        // Written in place, what was opened before would have changed under its reader.
        Assert.Equal(before, await opened.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.True(seen.Count > 1, "no change was seen");
        Assert.All(seen, text =>
        {
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            Assert.Contains(LastFamily, text, StringComparison.Ordinal);
        });
        Assert.Equal([_path], Directory.GetFiles(_site.Directory.Root, "bouncehandler.prom*"));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Dictionary<string, double> Samples() => File.ReadAllLines(_path).Where(line => !line.StartsWith('#'))
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
