using BounceHandler.Statistics;

namespace BounceHandler.Tests.Statistics;

public sealed class RowTallyTests
{
    [Fact]
    public void Total_is_processed_and_skipped_always()
    {
        var tally = new RowTally();
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            if (random.Next(2) == 0)
                tally.CountProcessed(random.Next(2) == 0 ? "hard" : "soft");
            else
                tally.CountSkipped($"reason {random.Next(1000)}", recognised: true, random.Next(1, 50));
            if (i % 100 == 0)
                tally.CountHeader();
        }

        var totals = tally.Totals([]);
        Assert.Equal(tally.Total, totals.Processed + totals.Skipped);
        Assert.Equal((tally.Total, tally.Processed, tally.Skipped), (totals.Total, totals.Processed, totals.Skipped));
    }

    [Fact]
    public void Reasons_that_strangers_make_up_are_bounded()
    {
        var tally = new RowTally();
        for (var i = 0; i < 10_000; i++)
            tally.CountSkipped($"category {i} not configured", recognised: true);
        tally.CountSkipped("category 7 not configured", recognised: true);

        var reasons = tally.Totals([]).SkippedByReason;
        Assert.InRange(reasons.Count, 100, 201);
        Assert.Equal(2, reasons["category 7 not configured"]);
        Assert.Equal(10_001, reasons.Values.Sum());
    }

    [Fact]
    public void A_picture_does_not_change_afterwards()
    {
        var tally = new RowTally();
        tally.CountProcessed("hard");
        var before = tally.Totals([]);
        tally.CountProcessed("hard");
        tally.CountSkipped("broken", recognised: false);

        Assert.Equal((1, 1, 0), (before.Total, before.Processed, before.Skipped));
    }

    [Theory]
    [InlineData(false, false, false, false)]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, false, true)]
    [InlineData(false, false, true, true)]
    public void A_header_or_one_row_that_makes_sense_is_recognised(bool header, bool processed, bool skipped, bool expected)
    {
        var tally = new RowTally();
        tally.CountSkipped("broken", recognised: false, 3);
        if (header)
            tally.CountHeader();
        if (processed)
            tally.CountProcessed("hard");
        if (skipped)
            tally.CountSkipped("type d", recognised: true);
        tally.CountSkipped("broken", recognised: false);

        Assert.Equal(expected, tally.AnythingRecognised);
    }
}
