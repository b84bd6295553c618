namespace BounceHandler.Statistics;

/// <summary>What one run has read and what became of it. Total = processed + skipped, always.</summary>
/// <param name="Total">Rows that are neither header nor blank.</param>
/// <param name="ProcessedByKind">Rows that put at least one event into the spool, by what they were (<c>hard</c>, <c>soft</c>, …).</param>
/// <param name="SkippedByReason">All others, each under exactly one reason.</param>
/// <param name="Providers">What the providers did for this run so far.</param>
public sealed record RunTotals(
    long Total,
    IReadOnlyDictionary<string, long> ProcessedByKind,
    IReadOnlyDictionary<string, long> SkippedByReason,
    IReadOnlyList<ProviderTotals> Providers)
{
    /// <summary>Rows that put at least one event into the spool, held ones included.</summary>
    public long Processed => ProcessedByKind.Values.Sum();

    /// <summary>Rows that did not.</summary>
    public long Skipped => SkippedByReason.Values.Sum();
}

/// <summary>One provider's share of a run.</summary>
/// <param name="Provider">Name in the configuration.</param>
/// <param name="ListsChanged">Subscriber rows changed, one per list.</param>
/// <param name="NothingToDo">Events for which the provider had nothing left to change.</param>
/// <param name="Failed">Events that failed for good.</param>
/// <param name="Queued">Events not delivered yet.</param>
/// <param name="Held">Events that wait for the operator.</param>
public sealed record ProviderTotals(string Provider, long ListsChanged, long NothingToDo, long Failed, long Queued, long Held)
{
    /// <summary>Events older than a change of ours whose recipient has been subscribed again since: left alone.</summary>
    public long Superseded { get; init; }

    /// <summary>Events that were accepted in observe mode.</summary>
    public long Observed { get; init; }
}
