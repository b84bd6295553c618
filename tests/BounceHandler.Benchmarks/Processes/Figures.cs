using System.Globalization;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>Runs the measurements and prints them as a table for docs/performance.md.</summary>
public static class Figures
{
    private static readonly (string Name, Func<string, IAsyncEnumerable<Figure>> Measure)[] All =
    [
        ("scan", Scan.MeasureAsync), ("spool", Spooling.MeasureAsync), ("delivery", Delivery.MeasureAsync), ("idle", IdlePipe.MeasureAsync),
        ("unsubscribe", Unsubscribes.MeasureAsync),
    ];

    /// <summary>Measures what is named, or everything.</summary>
    /// <returns>0, or 1 if a target was missed.</returns>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> names, string? programs)
    {
        if (programs is null || !File.Exists(Path.Combine(programs, "bouncehandler")))
        {
            Console.Error.WriteLine("BOUNCEHANDLER_BIN must name the directory of the published programs; tests/measure does that.");
            return 64;
        }

        var missed = 0;
        Console.WriteLine($"{Machine()}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}\n");
        Console.WriteLine("| What | Measured | Against | Ratio | Target | Peak memory |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, measure) in All)
        {
            if (names.Count > 0 && !names.Contains(name))
                continue;
            await foreach (var figure in measure(programs))
            {
                Console.WriteLine(figure);
                missed += figure.IsMet ? 0 : 1;
            }
        }

        Console.WriteLine($"\nLoad of the machine at the end: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        return missed == 0 ? 0 : 1;
    }

    /// <summary>The middle one.</summary>
    internal static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return string.Create(CultureInfo.InvariantCulture, $"{model ?? "unknown processor"}, {Environment.ProcessorCount} cores");
    }
}

/// <summary>One line of the table.</summary>
/// <param name="What">What was done.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Against">What it is held against.</param>
/// <param name="Ratio">The figure against that.</param>
/// <param name="Target">What is promised.</param>
/// <param name="IsMet">The promise is kept.</param>
/// <param name="PeakMebibytes">Of the program; null where there is nothing to see.</param>
internal sealed record Figure(string What, FormattableString Measured, FormattableString Against, FormattableString Ratio, string Target, bool IsMet, double? PeakMebibytes)
{
    private const double MostMebibytes = 100;

    public bool IsSmall => PeakMebibytes is not > MostMebibytes;

    public override string ToString()
    {
        var memory = PeakMebibytes is { } peak ? string.Create(CultureInfo.InvariantCulture, $"{peak:F0} MiB") : "";
        return $"| {What} | {Text(Measured)} | {Text(Against)} | {Text(Ratio)} | {Target}{(IsMet ? "" : " **missed**")} | {memory}{(IsSmall ? "" : " **too much**")} |";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
