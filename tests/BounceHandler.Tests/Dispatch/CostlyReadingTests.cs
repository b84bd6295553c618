using BounceHandler.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Dispatch;

public sealed class CostlyReadingTests
{
    private readonly FakeTimeProvider _time = new();
    private int _readings;

    [Fact]
    public void What_costs_little_is_read_each_time()
    {
        var reading = Reading(CostlyReading<int>.Dear);
        Assert.Equal([1, 2, 3], [reading.Value(), reading.Value(), reading.Value()]);
    }

    [Fact]
    public void What_took_long_is_read_once_a_minute()
    {
        var reading = Reading(CostlyReading<int>.Dear + TimeSpan.FromMilliseconds(1));
        Assert.Equal([1, 1], [reading.Value(), reading.Value()]);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, reading.Value());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([2, 2], [reading.Value(), reading.Value()]);
    }

    private CostlyReading<int> Reading(TimeSpan cost) => new(
        () =>
        {
            _time.Advance(cost);
            return ++_readings;
        },
        _time);
}
