using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>Hard bounces into the spool while the API takes connections and never answers; and how long whoever writes the pipe is held up.</summary>
internal static class Spooling
{
    private const int Count = 200_000;
    private const int Runs = 3;
    private const int Block = 4096;
    private const double PromisedRate = 30_000;
    private const double LongestPromised = 1.0;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string programs)
    {
        using var stage = new Stage(programs);
        var file = stage.In("records.csv");
        Records.Write(file, Count, number => Records.HardBounce(number, "mailwizz-ab123cdefg456"));
        var bytes = await File.ReadAllBytesAsync(file);
        var (copies, seconds, held) = (new List<double>(), new List<double>(), new List<double>());
        var (memory, memoryHeld) = (0.0, 0.0);
        for (var i = 0; i < Runs; i++)
        {
            copies.Add(await CopyAsync(bytes, stage.In("copy")));
            memory = Math.Max(memory, await SpoolAsync(stage, file, brake: false, seconds));
            memoryHeld = Math.Max(memoryHeld, await SpoolAsync(stage, file, brake: true, held));
        }

        var (rate, rateHeld, copy) = (Count / Figures.Median(seconds), Count / Figures.Median(held), Count / Figures.Median(copies));
        yield return new Figure(
            $"{Count:N0} hard bounces into the spool, start to exit", $"{rate:N0} records/s", $"writing the same bytes to a file with an fsync every 4,096 records: {copy:N0} records/s",
            $"{rate / copy:P0}", "at least 30,000 records/s", rate >= PromisedRate, memory);
        yield return new Figure(
            "the same as one wave, nearly all of it held by the brake", $"{rateHeld:N0} records/s", $"without the brake: {rate:N0} records/s", $"{rateHeld / rate:P0}", "none set", true,
            memoryHeld);
        yield return await MeasureWaitsAsync(stage, bytes);
    }

    // Nobody listens there: the process ends as soon as everything is in the spool.
    private static async Task<double> SpoolAsync(Stage stage, string file, bool brake, List<double> seconds)
    {
        stage.Clear();
        var configuration = stage.Configure("http://127.0.0.1:9/api", brake: brake);
        using var process = MeasuredProcess.Start("bash", "-c", $"exec '{stage.BounceHandler}' --config '{configuration}' < '{file}'");
        seconds.Add((await EndAsync(process)).TotalSeconds);
        return process.PeakMebibytes;
    }

    // The API takes connections and never answers.
    private static async Task<Figure> MeasureWaitsAsync(Stage stage, byte[] bytes)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var configuration = stage.Configure($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/api");
        var (longest, seconds, memory) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Runs; i++)
        {
            stage.Clear();
            using var process = MeasuredProcess.Start(stage.BounceHandler, "--config", configuration);
            longest = Math.Max(longest, await Task.Run(() => Write(bytes, process.Input)));
            seconds = process.Elapsed.TotalSeconds;
            await EndAsync(process);
            memory = Math.Max(memory, process.PeakMebibytes);
        }

        return new Figure(
            $"longest wait of one write of {Block} bytes into the pipe while the API hangs, of {Runs} runs", $"{longest:F3} s", $"writing all of it: {seconds:F1} s",
            $"{longest / seconds:P0}", "at most 1 s", longest <= LongestPromised, memory);
    }

    private static async Task<TimeSpan> EndAsync(MeasuredProcess process)
    {
        var (elapsed, output) = await process.EndAsync();
        return output.Contains($"Total records={Count}, processed={Count}, skipped=0", StringComparison.Ordinal)
            ? elapsed
            : throw new InvalidOperationException(output);
    }

    private static double Write(byte[] bytes, Stream input)
    {
        var longest = TimeSpan.Zero;
        for (var at = 0; at < bytes.Length; at += Block)
        {
            var began = Stopwatch.GetTimestamp();
            input.Write(bytes.AsSpan(at, Math.Min(Block, bytes.Length - at)));
            var took = Stopwatch.GetElapsedTime(began);
            longest = took > longest ? took : longest;
        }

        return longest.TotalSeconds;
    }

    // What the disk alone would need.
    private static async Task<double> CopyAsync(byte[] bytes, string path)
    {
        const int RecordsAtOnce = 4096;
        var began = Stopwatch.GetTimestamp();
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var piece = (int)((long)bytes.Length * RecordsAtOnce / Count);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            file.Write(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            file.Flush(flushToDisk: true);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
