using BounceHandler.Configuration;
using BounceHandler.Dispatch;

namespace BounceHandler.Tests.Dispatch;

public sealed class RetryScheduleTests
{
    private static readonly DeliverySettings Settings = new() { FirstRetrySeconds = 5, MaxRetrySeconds = 900 };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(8, 640)]
    [InlineData(9, 900)]
    [InlineData(50, 900)]
    [InlineData(int.MaxValue, 900)]
    [InlineData(0, 5)]
    public void The_pause_doubles_up_to_the_longest_and_is_spread_over_its_second_half(int failures, double full)
    {
        var schedule = new RetrySchedule(Settings, new Random(1));
        var pauses = Enumerable.Range(0, 2000).Select(_ => schedule.Pause(failures, null).TotalSeconds).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, full / 2, full));
        Assert.True(pauses.Min() < full * 0.55, "Nothing is spread towards the half.");
        Assert.True(pauses.Max() > full * 0.95, "Nothing is spread towards the whole.");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(90, 90)]
    [InlineData(3600, 3600)]
    [InlineData(3601, 3600)]
    [InlineData(1e9, 3600)]
    public void What_a_provider_asks_for_is_honoured_within_an_hour(double asked, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), new RetrySchedule(Settings, new Random(1)).Pause(5, TimeSpan.FromSeconds(asked)));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_provider_that_asks_for_nothing_gets_the_usual_pause(double asked) =>
        Assert.InRange(new RetrySchedule(Settings, new Random(1)).Pause(1, TimeSpan.FromSeconds(asked)).TotalSeconds, 2.5, 5);

    [Fact]
    public void A_first_pause_longer_than_a_doubling_needs_is_cut_too() => Assert.InRange(
        new RetrySchedule(new DeliverySettings { FirstRetrySeconds = 3600, MaxRetrySeconds = 3600 }, new Random(1)).Pause(30, null).TotalSeconds, 1800, 3600);
}
