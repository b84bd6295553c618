using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Classification.Brake;

public sealed class BrakeLimitsTests
{
    private const long Hour = 500_000;

    private static readonly BrakeLimits Limits = new(new BrakeSettings());

    [Theory]
    [InlineData(BrakeGroupKind.Domain, null, 200)]
    [InlineData(BrakeGroupKind.Exchanger, null, 200)]
    [InlineData(BrakeGroupKind.Campaign, null, 200)]
    [InlineData(BrakeGroupKind.NoRemoteServer, null, 50)]
    [InlineData(BrakeGroupKind.Domain, 1L, 50)]
    [InlineData(BrakeGroupKind.Domain, 10L, 50)]
    [InlineData(BrakeGroupKind.Domain, 11L, 55)]
    [InlineData(BrakeGroupKind.NoRemoteServer, 100L, 500)]
    [InlineData(BrakeGroupKind.Campaign, 1_000_000_000_000L, 5_000_000_000_000L)]
    public void A_limit_is_five_times_what_is_usual_or_a_fixed_number(BrakeGroupKind kind, long? percentile, long expected) =>
        Assert.Equal(expected, Limits.Of(kind, percentile is { } usual ? new BrakeBaseline(usual) : null));

    [Theory]
    [InlineData(200, 0, false)]
    [InlineData(201, 0, true)]
    [InlineData(201, 1_000_000, true)]
    [InlineData(50, 1, false)]
    [InlineData(51, 1, true)]
    [InlineData(60, 540, false)]
    [InlineData(60, 539, true)]
    [InlineData(5, 1, false)]
    public void With_deliveries_a_tenth_of_all_attempts_is_too_much(long removals, long deliveries, bool expected) =>
        Assert.Equal(expected, Limits.IsBeyond(removals, 200, deliveries));

    [Fact]
    public void Every_limit_can_be_set()
    {
        var limits = new BrakeLimits(new BrakeSettings
        {
            PerHour = 7,
            CampaignPerHour = 9,
            NoRemotePerHour = 3,
            Minimum = 5,
            TimesBaseline = 2,
            PercentOfAttempts = 100,
        });

        Assert.Equal((7, 9, 3), (limits.Of(BrakeGroupKind.Exchanger, null), limits.Of(BrakeGroupKind.Campaign, null), limits.Of(BrakeGroupKind.NoRemoteServer, null)));
        Assert.Equal((5, 8), (limits.Of(BrakeGroupKind.Domain, new BrakeBaseline(1)), limits.Of(BrakeGroupKind.Domain, new BrakeBaseline(4))));
        Assert.Equal((3, 4), (limits.Harmless, limits.LargestShare));
        Assert.False(limits.IsBeyond(1000, 1000, 1));
    }

    [Fact]
    public void A_baseline_needs_seven_days()
    {
        Assert.Null(BrakeBaseline.Of(Hour, []));
        Assert.Null(BrakeBaseline.Of(Hour, [(Hour - 167, 5), (Hour - 1, 5)]));
        Assert.Equal(new BrakeBaseline(5), BrakeBaseline.Of(Hour, [(Hour - 168, 5), (Hour - 1, 5)]));
    }

    [Fact]
    public void A_baseline_is_made_of_the_hours_with_removals_of_four_weeks()
    {
        // Not of hours without any, of the hour itself, of later ones, or of older ones.
        Assert.Null(BrakeBaseline.Of(Hour, [(Hour - 200, 0), (Hour, 9), (Hour + 1, 9), (Hour - 673, 9)]));
        Assert.Equal(new BrakeBaseline(2), BrakeBaseline.Of(Hour, [(Hour - 672, 2), (Hour - 3, 1), (Hour - 2, 0), (Hour, 900), (Hour + 1, 900), (Hour - 673, 900)]));
    }

    [Fact]
    public void A_baseline_forgives_one_hour_in_twenty()
    {
        var hours = Enumerable.Range(1, 200).Select(i => (Hour - i, i <= 10 ? 5000L : 3L)).ToList();

        Assert.Equal(new BrakeBaseline(3), BrakeBaseline.Of(Hour, hours));
        Assert.Equal(new BrakeBaseline(5000), BrakeBaseline.Of(Hour, hours.Append((Hour - 300, 5000))));
    }
}
