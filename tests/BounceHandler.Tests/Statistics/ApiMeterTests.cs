using BounceHandler.Statistics;

namespace BounceHandler.Tests.Statistics;

public sealed class ApiMeterTests
{
    private readonly ApiMeter _meter = new();

    [Theory]
    [InlineData(0, "0.01")]
    [InlineData(0.01, "0.01")]
    [InlineData(0.0101, "0.025")]
    [InlineData(1, "1")]
    [InlineData(29.9, "30")]
    [InlineData(31, "+Inf")]
    [InlineData(double.NaN, "+Inf")]
    public void A_call_falls_into_the_bucket_of_its_duration(double seconds, string bound)
    {
        _meter.Observe("mailwizz", seconds, failed: false);

        Assert.Contains(new Counter(CounterName.ApiSeconds, $"provider=\"mailwizz\",le=\"{bound}\"", 1), _meter.Take());
    }

    [Fact]
    public void Failures_are_counted_beside_the_answers()
    {
        _meter.Observe("m", 0.5, failed: false);
        _meter.Observe("m", 0.25, failed: true);
        _meter.Observe("m", 0.25, failed: true);

        var counters = _meter.Take().ToDictionary(counter => (counter.Name, counter.Labels), counter => counter.Value);
        Assert.Equal(1, counters[(CounterName.ApiRequests, "provider=\"m\",outcome=\"answered\"")]);
        Assert.Equal(2, counters[(CounterName.ApiRequests, "provider=\"m\",outcome=\"failed\"")]);
        Assert.Equal(2, counters[(CounterName.ApiErrors, "provider=\"m\"")]);
        Assert.Equal(1_000_000, counters[(CounterName.ApiMicroseconds, "provider=\"m\"")]);
        Assert.Empty(_meter.Take());
    }

    [Fact]
    public void Calls_of_many_threads_are_all_counted()
    {
        Parallel.For(0, 1000, i => _meter.Observe("m", i / 100.0, failed: false));

        Assert.Equal(1000, _meter.Take().Where(counter => counter.Name == CounterName.ApiSeconds).Sum(counter => counter.Value));
    }
}
