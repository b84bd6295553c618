using BounceHandler.Statistics;
using BounceHandler.Statistics.Prometheus;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.Statistics.Prometheus;

public sealed class PrometheusMetricsTests
{
    private static readonly PrometheusSnapshot Empty = new() { Counters = [], Providers = [], Queue = [], Version = "1.2.3" };

    [Fact]
    public void A_state_without_anything_is_valid() =>
        Assert.Equal(1, PrometheusParser.Values(PrometheusMetrics.Write(Empty))["bouncehandler_build_info{version=1.2.3}"]);

    [Fact]
    public void Everything_that_is_known_is_said()
    {
        var meter = new ApiMeter();
        foreach (var seconds in new[] { 0.02, 0.3, 0.3, 99 })
            meter.Observe("mailwizz", seconds, failed: seconds > 1);
        var values = PrometheusParser.Values(PrometheusMetrics.Write(Empty with
        {
            Counters =
            [
                .. meter.Take(),
                new(CounterName.Records, LabelSet.Of(("type", "b"), ("outcome", "hard")), 9_007_199_254_740_991),
                new(CounterName.Outcomes, LabelSet.Of(("provider", "mailwizz"), ("outcome", "done")), 4),
                new(CounterName.Graph, GraphSource.Bounces, 77),
            ],
            Providers = [("mailwizz", true), ("interspire", false)],
            Queue = [("mailwizz", "queued", 12), ("interspire", "gave_up", 1)],
            OldestQueued = TimeSpan.FromSeconds(61.5),
            LastRecord = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250),
        }));

        Assert.Equal(9_007_199_254_740_991, values["bouncehandler_records_total{outcome=hard,type=b}"]);
        Assert.Equal(4, values["bouncehandler_outcomes_total{outcome=done,provider=mailwizz}"]);
        Assert.Equal(3, values["bouncehandler_api_requests_total{outcome=answered,provider=mailwizz}"]);
        Assert.Equal(1, values["bouncehandler_api_errors_total{provider=mailwizz}"]);
        Assert.Equal(0, values["bouncehandler_api_errors_total{provider=interspire}"]);
        Assert.Equal(1, values["bouncehandler_api_seconds_bucket{le=0.25,provider=mailwizz}"]);
        Assert.Equal(3, values["bouncehandler_api_seconds_bucket{le=0.5,provider=mailwizz}"]);
        Assert.Equal(4, values["bouncehandler_api_seconds_count{provider=mailwizz}"]);
        Assert.Equal(99.62, values["bouncehandler_api_seconds_sum{provider=mailwizz}"], 6);
        Assert.Equal((1, 0), (values["bouncehandler_provider_up{provider=mailwizz}"], values["bouncehandler_provider_up{provider=interspire}"]));
        Assert.Equal(12, values["bouncehandler_queue_rows{provider=mailwizz,state=queued}"]);
        Assert.Equal(61.5, values["bouncehandler_queue_oldest_seconds{}"]);
        Assert.Equal(1_700_000_000.25, values["bouncehandler_last_record_timestamp_seconds{}"]);
        Assert.DoesNotContain(values, value => value.Value == 77);
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\")]
    [InlineData("a\nb} 1")]
    [InlineData("ü,le=\"5\"")]
    public void A_strange_name_stays_inside_its_label(string provider)
    {
        var text = PrometheusMetrics.Write(Empty with { Providers = [(provider, true)], Queue = [(provider, "queued", 1)] });

        Assert.Contains(PrometheusParser.Parse(text), sample => sample.Name == "bouncehandler_provider_up" && sample.Labels["provider"] == provider);
    }

    [Fact]
    public void The_file_is_replaced_as_a_whole_and_everybody_may_read_it()
    {
        using var directory = new TemporaryDirectory();
        var path = directory["bouncehandler.prom"];
        PrometheusFile.Replace(path, "one\n");
        using var open = File.OpenText(path);
        PrometheusFile.Replace(path, "two\n");

        Assert.Equal(("one\n", "two\n"), (open.ReadToEnd(), File.ReadAllText(path)));
        Assert.Equal(Convert.ToInt32("644", 8), (int)File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(directory.Root));
    }

    [Fact]
    public void What_cannot_be_replaced_leaves_nothing_behind()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["taken.prom/full"]);

        Assert.ThrowsAny<Exception>(() => PrometheusFile.Replace(directory["taken.prom"], "x"));
        Assert.Empty(Directory.GetFiles(directory.Root));
    }
}
