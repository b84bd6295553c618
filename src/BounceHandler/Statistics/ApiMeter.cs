using System.Globalization;

namespace BounceHandler.Statistics;

/// <summary>How long calls of providers take and how many fail, until that is added to the shared counters. Safe for several threads.</summary>
public sealed class ApiMeter
{
    /// <summary>Upper bounds of the buckets, seconds, as Prometheus writes them; the last takes everything.</summary>
    public static readonly IReadOnlyList<string> Bounds = ["0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "+Inf"];

    private static readonly double[] UpperBounds =
        [.. Bounds.SkipLast(1).Select(bound => double.Parse(bound, CultureInfo.InvariantCulture)), double.PositiveInfinity];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <summary>One call has ended.</summary>
    /// <param name="provider">Name in the configuration.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="failed">It has to be tried again: no answer, an error, or the provider refuses us.</param>
    public void Observe(string provider, double seconds, bool failed)
    {
        var bucket = Array.FindIndex(UpperBounds, bound => seconds <= bound);
        lock (_gate)
        {
            if (!_tallies.TryGetValue(provider, out var tally))
                _tallies[provider] = tally = new Tally();
            tally.Buckets[bucket < 0 ? UpperBounds.Length - 1 : bucket]++;
            tally.Microseconds += double.IsFinite(seconds) ? Math.Max(0, (long)(seconds * 1e6)) : 0;
            tally.Failed += failed ? 1 : 0;
        }
    }

    /// <summary>What was observed since the last call.</summary>
    public IReadOnlyList<Counter> Take()
    {
        lock (_gate)
        {
            var counters = _tallies.SelectMany(pair => Counters(pair.Key, pair.Value)).Where(counter => counter.Value > 0).ToList();
            _tallies.Clear();
            return counters;
        }
    }

    private static IEnumerable<Counter> Counters(string provider, Tally tally)
    {
        var labels = LabelSet.Of(("provider", provider));
        yield return new(CounterName.ApiRequests, LabelSet.Of(("provider", provider), ("outcome", "answered")), tally.Buckets.Sum() - tally.Failed);
        yield return new(CounterName.ApiRequests, LabelSet.Of(("provider", provider), ("outcome", "failed")), tally.Failed);
        yield return new(CounterName.ApiErrors, labels, tally.Failed);
        yield return new(CounterName.ApiMicroseconds, labels, tally.Microseconds);
        for (var i = 0; i < tally.Buckets.Length; i++)
            yield return new(CounterName.ApiSeconds, LabelSet.Of(("provider", provider), ("le", Bounds[i])), tally.Buckets[i]);
    }

    private sealed class Tally
    {
        public long[] Buckets { get; } = new long[UpperBounds.Length];

        public long Microseconds { get; set; }

        public long Failed { get; set; }
    }
}
