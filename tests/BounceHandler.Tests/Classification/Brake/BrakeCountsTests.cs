using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Classification.Brake;

public sealed class BrakeCountsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 11, 30, 0, TimeSpan.Zero);

    private static readonly BrakeLimits Limits = new(new BrakeSettings());

    private readonly BrakeCounts _counts = new();

    [Fact]
    public void Deliveries_count_for_their_domain_and_hour_and_are_taken_once()
    {
        _counts.AddDelivery(At, "gmail.com");
        _counts.AddDelivery(At.AddMinutes(20), "gmail.com", 2);
        _counts.AddDelivery(At.AddMinutes(30), "gmail.com");
        _counts.AddDelivery(At, "isp.example");

        var hour = BrakeGroups.HourOf(At);
        Assert.Equal(
            [(hour, BrakeGroups.OfDomain("gmail.com").Id, 3L), (hour + 1, BrakeGroups.OfDomain("gmail.com").Id, 1L), (hour, BrakeGroups.OfDomain("isp.example").Id, 1L)],
            _counts.Take(1));
        Assert.Empty(_counts.Take(1));
    }

    [Fact]
    public void Small_counts_go_on_gathering()
    {
        for (var i = 0; i < 15; i++)
            _counts.AddDelivery(At, "gmail.com");
        Assert.Empty(_counts.Take(16));

        _counts.AddDelivery(At, "gmail.com");
        Assert.Equal([16L], _counts.Take(16).Select(taken => taken.Count));
    }

    [Fact]
    public void A_removal_counts_where_the_brake_counts_it()
    {
        var e = StateFolder.Event(1, "a@gmail.com") with { RemoteMta = "", JobId = "job" };
        _counts.AddRemoval(e, Limits);
        _counts.AddRemoval(e with { Kind = EventKind.SoftBounce }, Limits);
        _counts.AddRemoval(e with { RecordType = "address" }, Limits);

        var hour = BrakeGroups.HourOf(e.OccurredAt);
        Assert.Equal(
            new[] { BrakeGroups.OfDomain("gmail.com").Id, Id(BrakeGroups.OfRemote("")), Id(BrakeGroups.OfCampaign("job", "")) }.Select(id => (hour, id, 1L)).Order(),
            _counts.Take(1).Order());
    }

    [Theory]
    [InlineData("", "camp:sub:list")]
    [InlineData("  ", "camp:sub:list")]
    [InlineData(" camp ", "other:sub:list")]
    public void A_campaign_is_the_one_that_the_brake_sees(string job, string feedback)
    {
        _counts.AddRemoval(StateFolder.Event(1, "a@gmail.com") with { JobId = job, FeedbackId = feedback }, Limits);

        Assert.Contains(Id(BrakeGroups.OfCampaign("camp", "")), _counts.Take(1).Select(taken => taken.Group));
    }

    // The brake lets one destination count for half of a campaign's limit, once it has a quarter of that.
    [Fact]
    public void A_destination_counts_for_its_share_of_a_campaign_only()
    {
        for (var i = 0; i < 500; i++)
            _counts.AddRemoval(StateFolder.Event(i, $"u{i}@gmail.com") with { RemoteMta = $"mx{i % 7}.google.com", JobId = "job" }, Limits);
        for (var i = 0; i < 60; i++)
            _counts.AddRemoval(StateFolder.Event(i, $"u@d{i}.example") with { JobId = "job" }, Limits);

        var taken = _counts.Take(1).ToDictionary(one => one.Group, one => one.Count);
        Assert.Equal(500, taken[Id(BrakeGroups.OfRemote("mx.google.com"))]);
        Assert.Equal(Limits.ShareFrom + Limits.LargestShare + 60, taken[Id(BrakeGroups.OfCampaign("job", ""))]);
        Assert.True(_counts.IsExact);
    }

    [Fact]
    public void A_million_names_are_not_kept_while_a_busy_group_of_many_small_servers_is()
    {
        var removal = StateFolder.Event(1, "a@gmail.com");
        for (var i = 0; i < 450_000; i++)
        {
            _counts.AddDelivery(removal.OccurredAt, $"d{i}.example");
            if (i % 1000 == 0)
                _counts.AddRemoval(removal with { RemoteMta = $"mx{i / 1000 % 90}.google.com (10.0.0.1)" }, Limits);
        }

        var taken = _counts.Take(1);
        Assert.False(_counts.IsExact);
        Assert.InRange(taken.Count, 1, BrakeCounts.MostLearned);
        Assert.Contains((BrakeGroups.HourOf(removal.OccurredAt), Id(BrakeGroups.OfRemote("mx.google.com")), 450L), taken);
    }

    [Fact]
    public void Four_weeks_of_three_hundred_groups_are_all_kept()
    {
        for (var hour = 0; hour < 28 * 24; hour++)
        {
            for (var i = 0; i < 300; i++)
                _counts.AddDelivery(At.AddHours(hour), $"d{i}.example");
        }

        Assert.Equal(28 * 24 * 300, _counts.Take(1).Count);
        Assert.True(_counts.IsExact);
    }

    private static long Id(BrakeGroup? group) => group!.Value.Id;
}
