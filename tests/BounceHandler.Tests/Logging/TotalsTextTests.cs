using BounceHandler.Logging;
using BounceHandler.Statistics;

namespace BounceHandler.Tests.Logging;

public sealed class TotalsTextTests
{
    internal static RunTotals Sample { get; } = new(
        7,
        new Dictionary<string, long> { ["soft"] = 1, ["hard"] = 3, ["complaint"] = 0 },
        new Dictionary<string, long> { ["no route"] = 1, ["type d"] = 2 },
        [new ProviderTotals("mailwizz", 2, 0, 0, 1, 0), new ProviderTotals("suppressions", 3, 1, 0, 0, 0)]);

    [Fact]
    public void The_totals_are_worded_as_the_php_tool_did_and_split_by_reason() => Assert.Equal(
        [
            "Completed bounce processing! Total records=7, processed=4, skipped=3",
            "processed: hard=3, soft=1; skipped: type d=2, no route=1",
            "mailwizz: lists changed=2, nothing to do=0, failed=0, queued=1, held=0",
            "suppressions: lists changed=3, nothing to do=1, failed=0, queued=0, held=0",
        ],
        TotalsText.Lines(Sample));

    [Fact]
    public void An_empty_run_says_none() => Assert.Equal(
        ["Completed bounce processing! Total records=0, processed=0, skipped=0", "processed: none; skipped: none"],
        TotalsText.Lines(new RunTotals(0, new Dictionary<string, long>(), new Dictionary<string, long>(), [])));

    [Fact]
    public void Equal_counts_stand_in_the_order_of_their_names() => Assert.Equal(
        "type a=1, type b=1, type c=1", TotalsText.Split(new Dictionary<string, long> { ["type c"] = 1, ["type a"] = 1, ["type b"] = 1 }));

    [Fact]
    public void Made_up_reasons_neither_flood_the_line_nor_drive_the_terminal()
    {
        var reasons = Enumerable.Range(0, 1000).ToDictionary(i => $"category \u001b{i} not configured", _ => 1L);
        var line = TotalsText.Lines(new RunTotals(1000, new Dictionary<string, long>(), reasons, []))[1];
        Assert.EndsWith("other reasons=950", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', line);
    }
}
