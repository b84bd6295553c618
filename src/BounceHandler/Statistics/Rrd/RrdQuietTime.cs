namespace BounceHandler.Statistics.Rrd;

/// <summary>
/// Where zeros belong before a value is written. An ABSOLUTE source spreads a value over the time since the last update, and makes that time unknown,
/// with the value, where it is longer than the heartbeat. When nobody worked nothing was counted: that is 0, not unknown.
/// </summary>
public static class RrdQuietTime
{
    // Some months; what lies before stays unknown.
    private const int MostZeros = 20_000;

    /// <summary>Unix times at which 0 is written, rising, all between the last update and <paramref name="now"/>.</summary>
    public static IReadOnlyList<long> Zeros(RrdDescription file, long now)
    {
        if (now - file.LastUpdate <= file.Step)
            return [];
        // The value shall lie in the step that it was counted in.
        var stepBegan = (now - 1) / file.Step * file.Step;
        var distance = Math.Clamp(file.Heartbeat, 1, Math.Max(file.Step, 600));
        var zeros = new List<long>();
        for (var at = Math.Max(file.LastUpdate, stepBegan - (MostZeros * distance)) + distance; at < stepBegan; at += distance)
            zeros.Add(at);
        if (stepBegan > file.LastUpdate)
            zeros.Add(stepBegan);
        return zeros;
    }
}
