namespace BounceHandler.Statistics;

/// <summary>
/// Rows of input by record type and outcome, until they are added to the shared counters. Neither can be made up by a stranger: what is variable in a
/// reason is left out, and there is room for so many pairs only. For the thread that reads.
/// </summary>
public sealed class RecordCounts
{
    private const int MostPairs = 100;
    private const string Other = "other";

    // What the variable part of a reason is replaced with.
    private static readonly (string Prefix, string Outcome)[] Variable =
    [
        ("type ", "other type"), ("category ", "category not configured"), ("feedback type ", "feedback type"), ("dlvType ", "dlvType"),
        ("older than ", "too old"),
    ];

    private static readonly HashSet<string> Types = ["b", "rb", "f", "d", "t", "tq", "r", "rs", "address", "mail"];

    private readonly Dictionary<(string Type, string Outcome), long> _counts = [];

    /// <summary>Rows that put an event into the spool.</summary>
    /// <param name="type">As in <c>BounceEvent.RecordType</c>.</param>
    /// <param name="label">What they are counted under: <c>hard</c>, <c>complaint</c>, …</param>
    public void CountProcessed(string type, string label) => Count(type, label, 1);

    /// <summary>Rows that did not.</summary>
    /// <param name="type">Empty where the row was not read so far; the reason may name it.</param>
    /// <param name="reason">As in the totals of a run.</param>
    /// <param name="count">How many.</param>
    public void CountSkipped(string type, string reason, long count) => Count(type, reason, count);

    /// <summary>What was counted since the last call.</summary>
    public IReadOnlyList<Counter> Take()
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var ((type, outcome), count) in _counts)
        {
            var labels = Labels(type, outcome);
            sums[labels] = sums.GetValueOrDefault(labels) + count;
        }

        _counts.Clear();
        return [.. sums.Select(pair => new Counter(CounterName.Records, pair.Key, pair.Value))];
    }

    // As they come: making them presentable is left to Take, which is called now and then, not for every row.
    private void Count(string type, string outcome, long count)
    {
        var key = (type, outcome);
        if (_counts.Count >= MostPairs && !_counts.ContainsKey(key))
            key = (Types.Contains(type) ? type : Other, Other);
        _counts[key] = _counts.GetValueOrDefault(key) + count;
    }

    private static string Labels(string type, string reason)
    {
        foreach (var (prefix, outcome) in Variable)
        {
            if (!reason.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var named = prefix == "type " && type.Length == 0 ? reason[prefix.Length..] : type;
            return LabelSet.Of(("type", TypeLabel(named)), ("outcome", outcome));
        }

        return LabelSet.Of(("type", TypeLabel(type)), ("outcome", reason));
    }

    private static string TypeLabel(string type) => type.Length == 0 ? "none" : Types.Contains(type) ? type : Other;
}
