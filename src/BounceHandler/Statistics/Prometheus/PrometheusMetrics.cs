namespace BounceHandler.Statistics.Prometheus;

/// <summary>What a snapshot looks like to Prometheus. Pure.</summary>
public static class PrometheusMetrics
{
    private const string Prefix = "bouncehandler_";

    private static readonly (string Name, string Help)[] CounterFamilies =
    [
        (CounterName.Records, "Rows of input by record type and what became of them."),
        (CounterName.Events, "Accepted events by kind."),
        (CounterName.Removals, "List entries whose status a provider has changed."),
        (CounterName.Outcomes, "Ledger entries: what became of an event at a provider."),
        (CounterName.ApiRequests, "Calls of providers, one an event; a call may take several HTTP requests."),
        (CounterName.ApiErrors, "Calls of providers that failed and are tried again."),
    ];

    /// <summary>The whole file.</summary>
    public static string Write(PrometheusSnapshot snapshot)
    {
        var text = new PrometheusText();
        var known = WithZeros(snapshot);
        foreach (var (name, help) in CounterFamilies)
        {
            text.Family($"{Prefix}{name}_total", "counter", help);
            foreach (var (key, value) in known.Where(pair => pair.Key.Name == name).OrderBy(pair => pair.Key.Labels, StringComparer.Ordinal))
                text.Sample($"{Prefix}{name}_total", key.Labels, value);
        }

        WriteDurations(text, snapshot.Providers.Select(provider => provider.Provider), known);
        WriteGauges(text, snapshot);
        return text.ToString();
    }

    // A rate can be told from the first event on only where the counter stood at 0 before.
    private static Dictionary<(string Name, string Labels), long> WithZeros(PrometheusSnapshot snapshot)
    {
        var known = snapshot.Counters.GroupBy(counter => (counter.Name, counter.Labels))
            .ToDictionary(group => group.Key, group => group.Sum(counter => counter.Value));
        foreach (var (provider, _) in snapshot.Providers)
        {
            var labels = LabelSet.Of(("provider", provider));
            known.TryAdd((CounterName.Removals, labels), 0);
            known.TryAdd((CounterName.ApiErrors, labels), 0);
            foreach (var outcome in new[] { "answered", "failed" })
                known.TryAdd((CounterName.ApiRequests, LabelSet.Of(("provider", provider), ("outcome", outcome))), 0);
        }

        return known;
    }

    private static void WriteDurations(PrometheusText text, IEnumerable<string> providers, Dictionary<(string Name, string Labels), long> known)
    {
        const string Name = Prefix + CounterName.ApiSeconds;
        text.Family(Name, "histogram", "How long calls of providers take.");
        foreach (var provider in providers)
        {
            var labels = LabelSet.Of(("provider", provider));
            var count = 0L;
            foreach (var bound in ApiMeter.Bounds)
            {
                var bucket = LabelSet.Of(("provider", provider), ("le", bound));
                count += known.GetValueOrDefault((CounterName.ApiSeconds, bucket));
                text.Sample(Name + "_bucket", bucket, count);
            }

            text.Sample(Name + "_sum", labels, known.GetValueOrDefault((CounterName.ApiMicroseconds, labels)) / 1e6);
            text.Sample(Name + "_count", labels, count);
        }
    }

    private static void WriteGauges(PrometheusText text, PrometheusSnapshot snapshot)
    {
        text.Family(Prefix + "queue_rows", "gauge", "Rows that are queued, held, failed or given up.");
        foreach (var (provider, state, rows) in snapshot.Queue)
            text.Sample(Prefix + "queue_rows", LabelSet.Of(("provider", provider), ("state", state)), rows);
        text.Family(Prefix + "queue_oldest_seconds", "gauge", "Age of the oldest queued row, 0 if none is queued.")
            .Sample(Prefix + "queue_oldest_seconds", "", Math.Max(0, Math.Round(snapshot.OldestQueued?.TotalSeconds ?? 0, 3)));
        text.Family(Prefix + "provider_up", "gauge", "1 if a provider takes work, 0 if it is down or paused.");
        foreach (var (provider, isUp) in snapshot.Providers)
            text.Sample(Prefix + "provider_up", LabelSet.Of(("provider", provider)), isUp ? 1 : 0);
        text.Family(Prefix + "last_record_timestamp_seconds", "gauge", "When a record was read last, to some seconds; absent if none ever was.");
        if (snapshot.LastRecord is { } last)
            text.Sample(Prefix + "last_record_timestamp_seconds", "", last.ToUnixTimeMilliseconds() / 1000.0);
        text.Family(Prefix + "build_info", "gauge", "Always 1; the label tells the version.")
            .Sample(Prefix + "build_info", LabelSet.Of(("version", snapshot.Version)), 1);
    }
}
