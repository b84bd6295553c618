namespace BounceHandler.Classification.Brake;

/// <summary>What is usual for a group: the 95th percentile of its hours that had removals, of the last 28 days.</summary>
/// <param name="Percentile">Removals in such an hour, by nearest rank.</param>
public readonly record struct BrakeBaseline(long Percentile)
{
    /// <summary>Hours before an hour that its baseline is made of.</summary>
    public const int Hours = 28 * 24;

    /// <summary>A group that was seen first less than this many hours ago has no baseline.</summary>
    public const int LeastHours = 7 * 24;

    private const int Percent = 95;

    /// <summary>The baseline of an hour; null where what is known is too young.</summary>
    /// <param name="hour">The hour, since 1970.</param>
    /// <param name="windows">Removals that were made, by hour, in any order; hours without any do not count.</param>
    public static BrakeBaseline? Of(long hour, IEnumerable<(long Hour, long Removals)> windows)
    {
        var before = windows.Where(window => window.Removals > 0 && window.Hour < hour && window.Hour >= hour - Hours).ToList();
        if (before.Count == 0 || before.Min(window => window.Hour) > hour - LeastHours)
            return null;
        var sorted = before.Select(window => window.Removals).Order().ToList();
        var rank = ((sorted.Count * Percent) + 99) / 100;
        return new BrakeBaseline(sorted[rank - 1]);
    }
}
