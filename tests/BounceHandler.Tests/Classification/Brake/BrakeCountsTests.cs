using BounceHandler.Classification.Brake;
using BounceHandler.Events;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Classification.Brake;

public sealed class BrakeCountsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 11, 30, 0, TimeSpan.Zero);

    private readonly BrakeCounts _counts = new();

    [Fact]
    public void A_delivery_counts_for_its_domain_and_for_what_else_is_known()
    {
        _counts.AddDelivery(At, "gmail.com");
        _counts.AddDelivery(At, "gmail.com", "mx1.google.com (10.0.0.1)", "job", "other:x");
        _counts.AddDelivery(At.AddMinutes(20), "gmail.com", "mx2.google.com", "", "camp:sub");
        _counts.AddDelivery(At.AddMinutes(30), "gmail.com", "");

        var hour = BrakeGroups.HourOf(At);
        Assert.Equal(
            [
                (hour, BrakeGroups.OfDomain("gmail.com").Id, 3L), (hour, Id(BrakeGroups.OfRemote("mx.google.com")), 2L), (hour, Id(BrakeGroups.OfCampaign("job", "")), 1L),
                (hour, Id(BrakeGroups.OfCampaign("camp", "")), 1L), (hour + 1, BrakeGroups.OfDomain("gmail.com").Id, 1L),
            ],
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
        _counts.AddRemoval(e);
        _counts.AddRemoval(e with { Kind = EventKind.SoftBounce });
        _counts.AddRemoval(e with { RecordType = "address" });

        var hour = BrakeGroups.HourOf(e.OccurredAt);
        Assert.Equal(
            new[] { BrakeGroups.OfDomain("gmail.com").Id, Id(BrakeGroups.OfRemote("")), Id(BrakeGroups.OfCampaign("job", "")) }.Select(id => (hour, id, 1L)).Order(),
            _counts.Take(1).Order());
    }

    [Fact]
    public void A_million_names_are_not_kept_while_a_busy_one_is()
    {
        for (var i = 0; i < 300_000; i++)
        {
            _counts.AddDelivery(At, $"d{i}.example");
            if (i % 1000 == 0)
                _counts.AddDelivery(At, "gmail.com");
        }

        var taken = _counts.Take(1);
        Assert.InRange(taken.Count, 1, 200_000);
        Assert.Contains((BrakeGroups.HourOf(At), BrakeGroups.OfDomain("gmail.com").Id, 300L), taken);
    }

    private static long Id(BrakeGroup? group) => group!.Value.Id;
}
