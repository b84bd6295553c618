using BounceHandler.Events;

namespace BounceHandler.Commands.Backtesting;

/// <summary>A name, how often it came, and an example.</summary>
internal sealed record TopCount(string Name, long Count, string Sample);

/// <summary>
/// Counts by names, many of which strangers choose. Bounded: when there are too many the smaller half goes among the others, so that what is large stays.
/// </summary>
/// <param name="capacity">Names kept.</param>
internal sealed class TopCounts(int capacity = 4096)
{
    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>All that was counted.</summary>
    public long Total { get; private set; }

    /// <summary>No name was put among the others.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Counts one.</summary>
    /// <param name="name">Under which.</param>
    /// <param name="e">The first one of a name is its example; null: it needs none.</param>
    /// <param name="count">For how many it stands.</param>
    public void Add(ReadOnlySpan<char> name, BounceEvent? e = null, long count = 1)
    {
        Total += count;
        var known = _counters.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(name, out var counter))
        {
            if (_counters.Count >= capacity)
                Forget();
            known[name] = counter = new Counter(e is null ? "" : Sample.Of(e));
        }

        counter.Count += count;
    }

    /// <summary>The largest, largest first.</summary>
    public IReadOnlyList<TopCount> Largest(int limit = int.MaxValue) =>
    [
        .. _counters.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(limit)
            .Select(pair => new TopCount(pair.Key, pair.Value.Count, pair.Value.Sample)),
    ];

    private void Forget()
    {
        IsExact = false;
        foreach (var (name, _) in _counters.OrderBy(pair => pair.Value.Count).Take(Math.Max(1, _counters.Count / 2)).ToList())
            _counters.Remove(name);
    }

    private sealed class Counter(string sample)
    {
        public string Sample { get; } = sample;

        public long Count { get; set; }
    }
}
