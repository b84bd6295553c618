using System.Diagnostics;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>A million records of which nothing becomes, against grep over the same file; both read it through a pipe.</summary>
internal static class Scan
{
    private const int Count = 1_000_000;
    private const int Runs = 5;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string programs)
    {
        yield return await MeasureAsync(programs, "deliveries, skipped by their type", Records.Delivery, "at most 4x", 4);
        yield return await MeasureAsync(programs, "bounces, each judged and skipped", Records.IgnoredBounce, "none set", double.MaxValue);
    }

    private static async Task<Figure> MeasureAsync(string programs, string what, Func<int, string> record, string target, double most)
    {
        using var stage = new Stage(programs);
        var file = stage.In("records.csv");
        Records.Write(file, Count, record);
        var configuration = stage.Configure(endpoint: null);
        var (grep, own) = (new List<double>(), new List<double>());
        for (var i = 0; i < Runs; i++)
        {
            grep.Add(await TimeAsync($"cat '{file}' | grep -c bad-mailbox || true"));
            own.Add(await TimeAsync($"cat '{file}' | '{stage.BounceHandler}' --config '{configuration}'"));
        }

        var memory = await CheckAsync(stage, configuration, file);
        var (theirs, ours) = (Figures.Median(grep), Figures.Median(own));
        var size = new FileInfo(file).Length / 1e6;
        return new Figure(
            $"scan of 1,000,000 {what} ({size:F0} MB)", $"{ours:F2} s", $"`grep -c`: {theirs:F2} s", $"{ours / theirs:F1}x", target, ours / theirs <= most, memory);
    }

    // Once more, watched: it must really have read them all.
    private static async Task<double> CheckAsync(Stage stage, string configuration, string file)
    {
        using var process = MeasuredProcess.Start(stage.BounceHandler, "--config", configuration);
        await using (var source = File.OpenRead(file))
            await source.CopyToAsync(process.Input, 1 << 16);
        var (_, output) = await process.EndAsync();
        return output.Contains($"Total records={Count}, processed=0, skipped={Count}", StringComparison.Ordinal)
            ? process.PeakMebibytes
            : throw new InvalidOperationException(output);
    }

    private static async Task<double> TimeAsync(string script)
    {
        var began = Stopwatch.GetTimestamp();
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
