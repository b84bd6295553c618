using BounceHandler.Maildrop;
using BounceHandler.Statistics;

namespace BounceHandler.Logging;

/// <summary>The totals of a run as text, for the command line as for the log.</summary>
public static class TotalsText
{
    /// <summary>Reasons named one by one; a stranger can make up categories, and the line must stay one that can be read.</summary>
    private const int ReasonsShown = 50;

    /// <summary>
    /// The line that the PHP tool ended with, the split by reason, and a line a provider; safe for a terminal, although reasons may hold names that
    /// strangers wrote.
    /// </summary>
    public static IReadOnlyList<string> Lines(RunTotals totals) =>
    [
        $"Completed bounce processing! Total records={totals.Total}, processed={totals.Processed}, skipped={totals.Skipped}",
        LogLine.Escape($"processed: {Split(totals.ProcessedByKind)}; skipped: {Split(totals.SkippedByReason)}"),
        .. totals.Providers.Select(Line),
    ];

    /// <summary>Counts by name, the largest first: <c>type d=2, no route=1</c>.</summary>
    internal static string Split(IReadOnlyDictionary<string, long> counts)
    {
        var sorted = counts.Where(c => c.Value != 0)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        if (sorted.Count == 0)
            return "none";
        var parts = sorted.Take(ReasonsShown).Select(c => $"{c.Key}={c.Value}").ToList();
        if (sorted.Count > ReasonsShown)
            parts.Add($"other reasons={sorted.Skip(ReasonsShown).Sum(c => c.Value)}");
        return string.Join(", ", parts);
    }

    private static string Line(ProviderTotals p) =>
        $"{p.Provider}: lists changed={p.ListsChanged}, nothing to do={p.NothingToDo}, failed={p.Failed}, queued={p.Queued}, held={p.Held}"
        + (p.Observed > 0 ? $", observed={p.Observed}" : "") + (p.Superseded > 0 ? $", superseded={p.Superseded}" : "");
}
