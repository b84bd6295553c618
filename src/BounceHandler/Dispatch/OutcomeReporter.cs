using BounceHandler.Classification;
using BounceHandler.Logging;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Reports what became of the records this run accepted, whoever delivered them: it follows the ledger. Also keeps the run's counts by
/// provider. Called from the loop that writes the records' own lines, which says how far that is: an outcome never stands before its record.
/// </summary>
public sealed class OutcomeReporter(Store store, long run, OperatorLog log)
{
    private const int BatchSize = 2000;

    private readonly OrderedDictionary<string, Counts> _providers = new(StringComparer.Ordinal);
    private long _position = store.Ledger.LastId();

    /// <summary>Rows that were accepted and have no final outcome yet, held ones left out.</summary>
    public long Undelivered => _providers.Values.Sum(counts => counts.Queued);

    /// <summary>Notes what was accepted.</summary>
    public void Accepted(IEnumerable<Route> routes, bool held)
    {
        foreach (var route in routes)
        {
            var counts = Of(route.Provider);
            if (held)
                counts.Held++;
            else
                counts.Queued++;
        }
    }

    /// <summary>Notes that rows which were accepted as held are queued now, or observed, one a route.</summary>
    public void Released(IEnumerable<Route> routes, bool observed = false)
    {
        foreach (var route in routes)
        {
            var counts = Of(route.Provider);
            counts.Held--;
            if (observed)
                counts.Observed++;
            else
                counts.Queued++;
        }
    }

    /// <summary>Notes what was accepted in observe mode.</summary>
    public void Observed(IEnumerable<Route> routes)
    {
        foreach (var route in routes)
            Of(route.Provider).Observed++;
    }

    /// <summary>Makes a provider appear in the totals even if nothing was for it.</summary>
    public void Know(IEnumerable<string> providers)
    {
        foreach (var provider in providers)
            Of(provider);
    }

    /// <summary>Writes the lines of all outcomes since the last call.</summary>
    /// <param name="upTo">The last ledger row that is reported; later ones may be about records that have no line yet.</param>
    public void Report(long upTo = long.MaxValue)
    {
        // Also what is held, observed or given up: the operator may let it go at any time, in another process.
        if (!_providers.Values.Any(counts => counts.MayChange))
            return;
        while (_position < upTo)
        {
            var entries = store.Ledger.After(_position, run, BatchSize, out var last);
            foreach (var entry in entries.TakeWhile(entry => entry.Id <= upTo))
                Report(entry);
            last = Math.Min(last, upTo);
            if (last == _position)
                return;
            _position = last;
        }
    }

    /// <summary>The counts so far.</summary>
    public IReadOnlyList<ProviderTotals> Totals() => [.. _providers.Select(pair => new ProviderTotals(
        pair.Key, pair.Value.ListsChanged, pair.Value.NothingToDo, pair.Value.Failed, pair.Value.Queued, pair.Value.Held)
    {
        Superseded = pair.Value.Superseded,
        Observed = pair.Value.Observed,
    })];

    private void Report(LedgerEntry entry)
    {
        var counts = Of(entry.Route.Provider);
        counts.ListsChanged += entry.Changes.Count(change => change.Before != change.After);
        if (entry.Outcome is not (LedgerOutcome.Partly or LedgerOutcome.Resolved or LedgerOutcome.PassedOn))
            counts.Leave(entry.Outcome, entry.Earlier);
        switch (entry.Outcome)
        {
            case LedgerOutcome.PassedOn:
                counts.Queued++;
                break;
            case LedgerOutcome.NothingToDo:
                counts.NothingToDo++;
                break;
            case LedgerOutcome.Superseded:
                counts.Superseded++;
                break;
            case LedgerOutcome.Failed or LedgerOutcome.GaveUp:
                counts.Failed++;
                break;
        }

        OutcomeLines.Write(log, entry.Route.Provider, entry.Event, entry.Outcome, entry.Detail, entry.Changes, entry.Attempts);
    }

    private Counts Of(string provider)
    {
        if (!_providers.TryGetValue(provider, out var counts))
            _providers[provider] = counts = new Counts();
        return counts;
    }

    private sealed class Counts
    {
        public long ListsChanged { get; set; }

        public long NothingToDo { get; set; }

        public long Superseded { get; set; }

        public long Failed { get; set; }

        public long Queued { get; set; }

        public long Held { get; set; }

        public long Observed { get; set; }

        public bool MayChange => Queued > 0 || Held > 0 || Observed > 0 || Failed > 0;

        // A row that was set aside is not among the queued ones any more, also when the operator has it tried again; a held or observed one never
        // was, and is the only one that is discarded.
        public void Leave(LedgerOutcome outcome, LedgerOutcome? earlier)
        {
            if (earlier is LedgerOutcome.Failed or LedgerOutcome.GaveUp)
                Failed--;
            else if (earlier is not null)
                return;
            else if (Queued > 0 && outcome != LedgerOutcome.Discarded)
                Queued--;
            else if (Held > 0)
                Held--;
            else if (Observed > 0)
                Observed--;
        }
    }
}
