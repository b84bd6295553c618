using BounceHandler.Classification;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Classification;

public sealed class SoftBounceSumTests
{
    private static readonly SoftBounceSettings Settings = new();

    [Theory]
    [InlineData("1 2 3 4 11", "5 soft bounces in 10 days")]
    [InlineData("11 1 4 3 2", "5 soft bounces in 10 days")]
    [InlineData("1 3 5 7 9 11 13", "7 soft bounces in 12 days")]
    [InlineData("1 2 3 4 31", "5 soft bounces in 30 days")]
    // Too few, too close together, the first one too long ago.
    [InlineData("1 2 3 11", null)]
    [InlineData("1 2 3 4 10", null)]
    [InlineData("1 2 3 4 5 6 7 8 9 10", null)]
    [InlineData("1 2 3 4 32", null)]
    // Those within the time are enough, but not far enough apart.
    [InlineData("1 40 41 42 43 44", null)]
    [InlineData("1 40 41 42 43 50", "5 soft bounces in 10 days")]
    [InlineData("5 5 5 5 5", null)]
    [InlineData("", null)]
    public void Soft_bounces_add_up_when_they_are_enough_and_lie_far_enough_apart(string days, string? expected) =>
        Assert.Equal(expected, SoftBounceSum.Of(Read(days), Settings)?.Text);

    [Theory]
    [InlineData(1, 30, 0, "7", "1 soft bounces in 0 days")]
    [InlineData(2, 10, 10, "1 11", "2 soft bounces in 10 days")]
    [InlineData(2, 10, 10, "1 12", null)]
    [InlineData(2, 10, 10, "1 10", null)]
    [InlineData(3, 10, 0, "1 2 3", "3 soft bounces in 2 days")]
    public void The_settings_say_how_many_within_and_over_what_time(int count, int within, int span, string days, string? expected) =>
        Assert.Equal(expected, SoftBounceSum.Of(Read(days), new SoftBounceSettings { Count = count, Days = within, MinSpanDays = span })?.Text);

    private static List<int> Read(string days) => [.. days.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
