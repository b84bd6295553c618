using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Statistics;
using BounceHandler.Statistics.Rrd;
using BounceHandler.Storage;
using BounceHandler.Tests.Statistics.Prometheus;
using BounceHandler.Tests.Statistics.Rrd;

namespace BounceHandler.Tests.Dispatch;

public sealed class StatisticsLoopTests : IAsyncDisposable
{
    private readonly Scene _scene = new();
    private readonly CancellationTokenSource _stop = new();

    private string Prometheus => Path.Combine(_scene.Folder.Path, "bouncehandler.prom");

    private string Rrd => Path.Combine(_scene.Folder.Path, "bounces.rrd");

    [Fact]
    public async Task The_file_is_written_at_once_and_every_fifteen_seconds_and_at_the_end()
    {
        var loop = Create(new StatisticsSettings { PrometheusFile = Prometheus });
        await _scene.AcceptAsync("mailwizz", 3);
        var running = loop.RunAsync(_stop.Token);
        await _scene.UntilAsync(() => Value("bouncehandler_events_total{kind=hard}") == 3, TimeSpan.Zero);
        Assert.Equal(3, Value("bouncehandler_queue_rows{provider=mailwizz,state=queued}"));
        Assert.Equal(0, Value("bouncehandler_queue_rows{provider=interspire,state=queued}"));

        loop.Meter.Observe("mailwizz", 0.2, failed: false);
        await _scene.UntilAsync(() => Value("bouncehandler_api_seconds_count{provider=mailwizz}") == 1, TimeSpan.FromSeconds(1));

        await _scene.AcceptAsync("mailwizz", 2);
        await _stop.CancelAsync();
        await running;
        Assert.Equal(5, Value("bouncehandler_events_total{kind=hard}"));
        Assert.Empty(_scene.Logged);
    }

    [Fact]
    public async Task Counters_go_on_where_the_last_process_left_them()
    {
        for (var run = 1; run <= 3; run++)
        {
            await _scene.AcceptAsync("mailwizz", 10);
            var loop = Create(new StatisticsSettings { PrometheusFile = Prometheus });
            loop.Meter.Observe("mailwizz", 1, failed: true);
            await RunOnceAsync(loop);
            Assert.Equal(10 * run, Value("bouncehandler_events_total{kind=hard}"));
            Assert.Equal(run, Value("bouncehandler_api_errors_total{provider=mailwizz}"));
        }
    }

    [Fact]
    public async Task A_provider_that_is_down_is_not_up()
    {
        await _scene.Store.Providers.NoteAsync(new ProviderEntry("interspire", ProviderState.Down, _scene.Folder.Time.GetUtcNow(), "x"));
        await RunOnceAsync(Create(new StatisticsSettings { PrometheusFile = Prometheus }));

        Assert.Equal((1, 0), (Value("bouncehandler_provider_up{provider=mailwizz}"), Value("bouncehandler_provider_up{provider=interspire}")));
    }

    [Fact]
    public async Task Without_a_file_nothing_is_counted()
    {
        await _scene.AcceptAsync("mailwizz");
        await Create(new StatisticsSettings { File = "/nowhere" }).RunAsync(CancellationToken.None);

        Assert.Equal((0, 0), (_scene.Folder.Count("counters"), _scene.Folder.Count("marks")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_line_in_the_log()
    {
        var settings = new StatisticsSettings { PrometheusFile = Path.Combine(_scene.Folder.Path, "missing", "b.prom"), RrdFile = Rrd };
        var rounds = 0;
        var running = Create(settings, find: () =>
        {
            rounds++;
            return null;
        }).RunAsync(_stop.Token);
        await _scene.AcceptAsync("mailwizz", 4);
        await _scene.UntilAsync(() => rounds == 3, TimeSpan.FromSeconds(5));
        await _stop.CancelAsync();
        await running;

        Assert.Equal(2, _scene.Logged.Count);
        Assert.Contains(_scene.Logged, line => line.StartsWith("Statistics: statistics.prometheusFile is not written", StringComparison.Ordinal));
        Assert.Contains(_scene.Logged, line => line.Contains("rrdtool is not installed", StringComparison.Ordinal));
        Assert.Contains(new Counter(CounterName.Graph, GraphSource.Bounces, 4), _scene.Store.Counters.Read());
    }

    [Fact]
    public async Task What_was_to_be_drawn_when_something_unforeseen_happened_is_kept()
    {
        await _scene.AcceptAsync("mailwizz", 4);
        await RunOnceAsync(Create(new StatisticsSettings { RrdFile = Rrd }, find: () => throw new InvalidOperationException("a bug")));
        Assert.Contains(new Counter(CounterName.Graph, GraphSource.Bounces, 4), _scene.Store.Counters.Read());
        Assert.Contains(_scene.Logged, line => line.Contains("a bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_could_not_be_drawn_is_drawn_by_a_later_process()
    {
        using var rrd = new RrdScene();
        await _scene.AcceptAsync("mailwizz", 4);
        await RunOnceAsync(Create(new StatisticsSettings { RrdFile = rrd.Path }, find: () => null));
        await _scene.AcceptAsync("mailwizz", 3);
        var at = _scene.Folder.Time.GetUtcNow();
        await RunOnceAsync(Create(new StatisticsSettings { RrdFile = rrd.Path }, () => rrd.Tool));
        // In the same second, which rrdtool refuses: kept as well.
        await _scene.AcceptAsync("mailwizz", 2);
        await RunOnceAsync(Create(new StatisticsSettings { RrdFile = rrd.Path }, () => rrd.Tool));
        _scene.Folder.Time.Advance(TimeSpan.FromSeconds(1));
        await RunOnceAsync(Create(new StatisticsSettings { RrdFile = rrd.Path }, () => rrd.Tool));

        _scene.Folder.Time.Advance(TimeSpan.FromMinutes(5));
        await _scene.AcceptAsync("mailwizz", 1, kind: EventKind.Complaint);
        await RunOnceAsync(Create(new StatisticsSettings { RrdFile = rrd.Path }, () => rrd.Tool));
        Assert.Equal(9, await rrd.TotalAsync("bounces", at.AddMinutes(-10), at.AddMinutes(3)));
        Assert.DoesNotContain(_scene.Store.Counters.Read(), counter => counter.Name == CounterName.Graph);
        Assert.Single(_scene.Logged);
    }

    [Fact]
    public async Task Every_minute_the_database_hears_that_nothing_happened()
    {
        using var rrd = new RrdScene();
        var running = Create(new StatisticsSettings { RrdFile = rrd.Path }, () => rrd.Tool).RunAsync(_stop.Token);
        await _scene.UntilAsync(() => File.Exists(rrd.Path), TimeSpan.FromSeconds(5));
        await _stop.CancelAsync();
        await running;

        Assert.InRange((await rrd.DescribeAsync()).LastUpdate, new DateTimeOffset(2026, 3, 10, 12, 0, 59, TimeSpan.Zero).ToUnixTimeSeconds(), long.MaxValue);
    }

    [Fact]
    public async Task A_tool_that_hangs_does_not_hold_up_the_end()
    {
        var program = Path.Combine(_scene.Folder.Path, "rrdtool");
        RrdScene.Script(program, "exec sleep 600");
        await _scene.AcceptAsync("mailwizz", 4);
        var running = RunOnceAsync(Create(new StatisticsSettings { RrdFile = Rrd }, () => RrdTool.FindIn([_scene.Folder.Path])));

        await running.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.Contains(new Counter(CounterName.Graph, GraphSource.Bounces, 4), _scene.Store.Counters.Read());
    }

    private StatisticsLoop Create(StatisticsSettings settings, Func<RrdTool?>? find = null) =>
        new(_scene.Store, settings, ["mailwizz", "interspire"], find ?? (() => null), "1.2.3", _scene.Log, _scene.Folder.Time);

    private static async Task RunOnceAsync(StatisticsLoop loop)
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await loop.RunAsync(stop.Token);
    }

    private double Value(string sample) =>
        File.Exists(Prometheus) ? PrometheusParser.Values(File.ReadAllText(Prometheus)).GetValueOrDefault(sample, -1) : -1;

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _scene.DisposeAsync();
    }
}
