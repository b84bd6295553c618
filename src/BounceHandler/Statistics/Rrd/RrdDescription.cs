using System.Globalization;

namespace BounceHandler.Statistics.Rrd;

/// <summary>What <c>rrdtool info</c> says of a file.</summary>
/// <param name="Step">Seconds of one step.</param>
/// <param name="LastUpdate">Unix time of the last update.</param>
/// <param name="Heartbeat">The shortest heartbeat of all sources, seconds: a longer silence makes the time unknown.</param>
/// <param name="Sources">Names of the data sources.</param>
public sealed record RrdDescription(long Step, long LastUpdate, long Heartbeat, IReadOnlyList<string> Sources)
{
    /// <summary>Reads the output; null if it is not understood.</summary>
    public static RrdDescription? Parse(string info)
    {
        long? step = null;
        long? lastUpdate = null;
        var heartbeat = long.MaxValue;
        var sources = new List<string>();
        foreach (var line in info.Split('\n'))
        {
            var parts = line.Split(" = ", 2);
            if (parts.Length != 2)
                continue;
            var number = long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (long?)null;
            if (parts[0] == "step")
                step = number;
            else if (parts[0] == "last_update")
                lastUpdate = number;
            else if (SourceOf(parts[0], "].index") is { } source)
                sources.Add(source);
            else if (SourceOf(parts[0], "].minimal_heartbeat") is not null && number is > 0)
                heartbeat = Math.Min(heartbeat, number.Value);
        }

        return step is > 0 && lastUpdate is { } last && sources.Count > 0 ? new RrdDescription(step.Value, last, heartbeat, sources) : null;
    }

    private static string? SourceOf(string key, string property) =>
        key.StartsWith("ds[", StringComparison.Ordinal) && key.EndsWith(property, StringComparison.Ordinal) ? key[3..^property.Length] : null;
}
