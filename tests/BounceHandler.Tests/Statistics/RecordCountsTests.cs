using BounceHandler.Statistics;

namespace BounceHandler.Tests.Statistics;

public sealed class RecordCountsTests
{
    private readonly RecordCounts _counts = new();

    public static TheoryData<string, string, string> Skipped => new()
    {
        { "b", "no route", "type=\"b\",outcome=\"no route\"" },
        { "b", "category made-up by-a-stranger not configured", "type=\"b\",outcome=\"category not configured\"" },
        { "", "type d", "type=\"d\",outcome=\"other type\"" },
        { "f", "type f", "type=\"f\",outcome=\"other type\"" },
        { "", "type whatever", "type=\"other\",outcome=\"other type\"" },
        { "", "type (none)", "type=\"other\",outcome=\"other type\"" },
        { "f", "feedback type not-spam", "type=\"f\",outcome=\"feedback type\"" },
        { "b", "dlvType pipe", "type=\"b\",outcome=\"dlvType\"" },
        { "rb", "older than 30 days", "type=\"rb\",outcome=\"too old\"" },
        { "", "broken", "type=\"none\",outcome=\"broken\"" },
        { "address", "no valid recipient", "type=\"address\",outcome=\"no valid recipient\"" },
    };

    [Theory]
    [MemberData(nameof(Skipped))]
    public void A_reason_becomes_a_label_without_what_strangers_can_make_up(string type, string reason, string labels)
    {
        _counts.CountSkipped(type, reason, 3);

        Assert.Equal([new Counter(CounterName.Records, labels, 3)], _counts.Take());
    }

    [Fact]
    public void What_was_taken_is_not_taken_again()
    {
        _counts.CountProcessed("b", "hard");
        _counts.CountProcessed("b", "hard");
        Assert.Equal([new Counter(CounterName.Records, "type=\"b\",outcome=\"hard\"", 2)], _counts.Take());
        Assert.Empty(_counts.Take());
    }

    [Fact]
    public void However_many_reasons_there_are_nothing_is_lost_and_labels_stay_few()
    {
        for (var i = 0; i < 5000; i++)
        {
            _counts.CountSkipped("b", $"category c{i} not configured", 1);
            _counts.CountSkipped($"t{i}", $"reason {i}", 1);
        }

        var counters = _counts.Take();
        Assert.Equal(10_000, counters.Sum(counter => counter.Value));
        Assert.InRange(counters.Count, 1, 110);
    }
}
