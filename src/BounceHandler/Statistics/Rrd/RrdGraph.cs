using System.Globalization;

namespace BounceHandler.Statistics.Rrd;

/// <summary>A period that is drawn.</summary>
/// <param name="Name">Part of the file name: <c>bounces-NAME.png</c>.</param>
/// <param name="Title">Stands above it.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="UnitSeconds">Counts are shown per so many seconds.</param>
/// <param name="Unit">The same in words.</param>
public sealed record RrdPeriod(string Name, string Title, long Seconds, long UnitSeconds, string Unit)
{
    /// <summary>The periods that the file's archives are made for.</summary>
    public static IReadOnlyList<RrdPeriod> All { get; } =
    [
        new("day", "Bounces and complaints, last 24 hours", 86_400, 300, "per 5 minutes"),
        new("week", "Bounces and complaints, last 7 days", 7 * 86_400, 3600, "per hour"),
        new("year", "Bounces and complaints, last 365 days", 365 * 86_400, 86_400, "per day"),
    ];
}

/// <summary>The arguments of <c>rrdtool graph</c>. Pure.</summary>
public static class RrdGraph
{
    private const int LegendWidth = 36;

    private static readonly string[] ProviderColours = ["2E8B57", "8064A2", "B8860B", "008B8B", "A0522D", "6B7A8F", "556B2F", "9C5B7C"];

    /// <summary>All arguments, the command <c>graph</c> included.</summary>
    /// <param name="output">The picture to write.</param>
    /// <param name="path">The RRDtool database.</param>
    /// <param name="sources">Data sources that it has.</param>
    /// <param name="providers">Configured providers, for their names.</param>
    /// <param name="period">What is drawn.</param>
    /// <param name="now">Its end.</param>
    public static IReadOnlyList<string> Arguments(
        string output, string path, IReadOnlyList<string> sources, IEnumerable<string> providers, RrdPeriod period, DateTimeOffset now)
    {
        var end = now.ToUnixTimeSeconds();
        var arguments = new List<string>
        {
            "graph", output, "--imgformat", "PNG", "--start", Text(end - period.Seconds), "--end", Text(end), "--width", "900",
            "--height", Text(330 + (14 * sources.Count)),
            "--full-size-mode", "--slope-mode", "--disable-rrdtool-tag", "--lower-limit", "0", "--rigid", "--alt-autoscale-max", "--units-exponent", "0", "--border", "0",
            "--title", $"{period.Title} ({period.Unit})", "--vertical-label", period.Unit,
            "--font", "TITLE:11:DejaVu Sans", "--font", "AXIS:8:DejaVu Sans", "--font", "UNIT:8:DejaVu Sans", "--font", "LEGEND:8:DejaVu Sans Mono",
            "--color", "BACK#FFFFFF", "--color", "CANVAS#FFFFFF", "--color", "GRID#E6E6E6", "--color", "MGRID#CFCFCF",
            "--color", "FONT#333333", "--color", "AXIS#888888", "--color", "ARROW#888888", "--color", "FRAME#888888",
        };
        arguments.AddRange(
            [$"COMMENT:{new string(' ', LegendWidth + 2)}", $"COMMENT:{"total",12}", $"COMMENT:{"average",12}", $"COMMENT:{"highest",12}  (average and highest {period.Unit})\\l"]);
        var known = RrdNames.Of(providers).ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var drawn = sources.OrderBy(Rank).ThenBy(source => source, StringComparer.Ordinal).ToList();
        for (var i = 0; i < drawn.Count; i++)
            arguments.AddRange(Curve(path, drawn[i], Legend(drawn[i], known), period, i, ColourOf(drawn, i)));
        return arguments;
    }

    private static IEnumerable<string> Curve(string path, string source, string legend, RrdPeriod period, int number, string colour)
    {
        var name = "v" + Text(number);
        yield return $"DEF:{name}r={Escape(path)}:{source}:AVERAGE";
        // The file has rates per second.
        yield return $"CDEF:{name}={name}r,{Text(period.UnitSeconds)},*";
        yield return $"VDEF:{name}t={name}r,TOTAL";
        yield return $"VDEF:{name}a={name},AVERAGE";
        yield return $"VDEF:{name}m={name},MAXIMUM";
        var text = Escape(legend.Length > LegendWidth ? legend[..(LegendWidth - 1)] + "…" : legend.PadRight(LegendWidth));
        if (source == GraphSource.Bounces)
        {
            yield return $"AREA:{name}#{colour}55";
            yield return $"LINE1:{name}#{colour}:{text}";
        }
        else
        {
            yield return $"{(source == GraphSource.Complaints ? "LINE2" : "LINE1.5")}:{name}#{colour}:{text}";
        }

        yield return $"GPRINT:{name}t:%12.0lf";
        yield return $"GPRINT:{name}a:%12.1lf";
        yield return $"GPRINT:{name}m:%12.0lf\\l";
    }

    // Bounces first: their area lies below the other curves.
    private static int Rank(string source) => source switch
    {
        GraphSource.Bounces => 0,
        GraphSource.Complaints => 1,
        _ => 2,
    };

    private static string ColourOf(List<string> drawn, int index) => drawn[index] switch
    {
        GraphSource.Bounces => "4C84B8",
        GraphSource.Complaints => "D9782D",
        _ => ProviderColours[drawn.Take(index).Count(source => Rank(source) == 2) % ProviderColours.Length],
    };

    private static string Legend(string source, Dictionary<string, string> known) => source switch
    {
        GraphSource.Bounces => "Bounces",
        GraphSource.Complaints => "Complaints",
        _ when known.TryGetValue(source, out var label) => "Lists changed, " + label[(label.IndexOf(' ', StringComparison.Ordinal) + 1)..],
        _ => "Lists changed, " + source.Replace("bounce_", "", StringComparison.Ordinal),
    };

    // A colon ends a part of an argument. Before anything else a backslash in a path is itself; names of providers and sources have none.
    private static string Escape(string text) => text.Replace(":", "\\:", StringComparison.Ordinal);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
