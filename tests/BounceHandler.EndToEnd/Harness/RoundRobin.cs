using System.Diagnostics;
using System.Globalization;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The real rrdtool, as somebody else would use it on a database that bouncehandler has written.</summary>
internal static class RoundRobin
{
    private const long Step = 300;

    private static readonly string? Program = new[] { "/usr/bin/rrdtool", "/usr/local/bin/rrdtool" }.FirstOrDefault(File.Exists);

    /// <summary>Skips the test where it is not installed, unless all tools must be there.</summary>
    public static void MustBeInstalled()
    {
        if (Program is not null)
            return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BOUNCEHANDLER_ALL_TOOLS") == "1", "rrdtool is not installed");
        Assert.Fail("rrdtool is not installed");
    }

    /// <summary>What was counted since some time, by data source: rates of complete steps and how long each lasts.</summary>
    /// <param name="path">A copy is read, in which the step under way is ended with zeros.</param>
    /// <param name="since">From the step of this time on.</param>
    public static IReadOnlyDictionary<string, double> Counts(string path, DateTimeOffset since)
    {
        var copy = path + ".copy";
        File.Copy(path, copy, overwrite: true);
        var last = long.Parse(Run("last", copy).Trim(), CultureInfo.InvariantCulture);
        var end = (last / Step * Step) + Step;
        var names = Run("lastupdate", copy).Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Run("update", copy, Text(end) + string.Concat(names.Select(_ => ":0")));
        var rows = Run("fetch", copy, "AVERAGE", "--resolution", Text(Step), "--start", Text((since.ToUnixTimeSeconds() / Step * Step) - Step), "--end", Text(end))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[1..]).ToList();
        return names.Index().ToDictionary(name => name.Item, name => rows.Select(row => Number(row[name.Index])).Where(rate => !double.IsNaN(rate)).Sum() * Step);
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"rrdtool {string.Join(' ', arguments)}: {error.Result}");
        return output;
    }

    private static double Number(string text) => text.Contains("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
