using System.Diagnostics;
using System.Globalization;
using BounceHandler.Statistics.Rrd;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.Statistics.Rrd;

/// <summary>A directory and the real rrdtool. A test that needs it is skipped where it is not installed, but never where all tools are promised.</summary>
internal sealed class RrdScene : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public RrdScene()
    {
        var tool = RrdTool.Find(Environment.GetEnvironmentVariable("PATH"));
        if (tool is null && Environment.GetEnvironmentVariable("BOUNCEHANDLER_ALL_TOOLS") != "1")
            Assert.Skip("rrdtool is not installed.");
        Assert.NotNull(tool);
        Tool = tool;
    }

    public RrdTool Tool { get; }

    public string Path => _directory["bounces.rrd"];

    public string Root => _directory.Root;

    public RrdFile Open(params string[] providers) => new(Path, providers, () => Tool);

    public async Task<string> RunAsync(params string[] arguments)
    {
        var answer = await Tool.RunAsync(arguments, CancellationToken.None);
        Assert.True(answer.IsOk, answer.Error);
        return answer.Output;
    }

    public async Task<RrdDescription> DescribeAsync() => RrdDescription.Parse(await RunAsync("info", Path))!;

    /// <summary>Counts of a source in a period, as its archive of <paramref name="resolution"/> seconds tells them.</summary>
    public async Task<long> TotalAsync(string source, DateTimeOffset from, DateTimeOffset to, int resolution = 300)
    {
        var text = await RunAsync(
            "fetch", Path, "AVERAGE", "--resolution", Text(resolution), "--start", Text(from.ToUnixTimeSeconds()), "--end", Text(to.ToUnixTimeSeconds()));
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), source);
        Assert.True(column >= 0, lines[0]);
        var rates = lines.Skip(1).Select(line => double.Parse(line.Split(' ')[column + 1], CultureInfo.InvariantCulture)).Where(rate => !double.IsNaN(rate));
        return (long)Math.Round(rates.Sum() * resolution);
    }

    /// <summary>Writes an executable script. A child does it: another one that is being started could hold a file open that we had written.</summary>
    public static void Script(string path, string text)
    {
        using var child = Process.Start(new ProcessStartInfo("sh", ["-c", "printf '#!/bin/sh\n%s\n' \"$1\" > \"$0\" && chmod 700 \"$0\"", path, text]))!;
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
    }

    public void Dispose() => _directory.Dispose();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
