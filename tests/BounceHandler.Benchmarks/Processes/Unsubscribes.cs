using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>What PowerMTA waits for: unsubhandler from start to exit, one after the other, and sixteen at once, while a bouncehandler delivers.</summary>
internal static class Unsubscribes
{
    private const int Singles = 200;
    private const int Crowd = 2_000;
    private const int AtOnce = 16;

    // An API answers from another machine: at no latency the simulator would take as much of this one as the mails.
    private const int LatencyMilliseconds = 20;
    private const double PromisedMilliseconds = 10;
    private const double PromisedRate = 500;
    private const string Mail = "From: reader@isp.example\r\nSubject: unsubscribe\r\n\r\nPlease.\r\n";

    public static async IAsyncEnumerable<Figure> MeasureAsync(string programs)
    {
        using var stage = new Stage(programs);
        var seed = stage.In("addresses");
        await File.WriteAllLinesAsync(seed, [Records.Recipient(0)]);
        using var simulator = await Simulator.StartAsync(LatencyMilliseconds, seed);
        var configuration = stage.Configure(simulator.Endpoint);
        var mail = stage.In("mail");
        await File.WriteAllTextAsync(mail, Mail);
        using var delivering = MeasuredProcess.Start(stage.BounceHandler, "--config", configuration);
        await delivering.Input.WriteAsync(Records.Header.Select(c => (byte)c).ToArray());
        await Task.Delay(TimeSpan.FromSeconds(1));

        var (handler, bare) = (new List<double>(), new List<double>());
        for (var i = 0; i < Singles; i++)
        {
            bare.Add(Run("/bin/true", [], mail));
            handler.Add(Run(stage.UnsubHandler, Arguments(configuration, i), mail));
        }

        var (ours, theirs) = (Figures.Median(handler), Figures.Median(bare));
        yield return new Figure(
            $"unsubhandler, start to exit, median of {Singles}", $"{ours:F1} ms", $"`/bin/true`: {theirs:F1} ms", $"{ours / theirs:F1}x", "under 10 ms",
            ours < PromisedMilliseconds, await PeakAsync(stage, configuration));

        var own = Rate(number => Run(stage.UnsubHandler, Arguments(configuration, Singles + number), mail));
        var nothing = Rate(_ => Run("/bin/true", [], mail));
        yield return new Figure(
            $"{Crowd:N0} mails, {AtOnce} at once", $"{own:N0} mails/s", $"`/bin/true`: {nothing:N0}/s", $"{own / nothing:P0}", "at least 500 mails/s", own >= PromisedRate,
            delivering.PeakMebibytes);
        await WaitUntilTakenAsync(stage);
        await delivering.EndAsync();
    }

    private static string[] Arguments(string configuration, int number) =>
        ["--config", configuration, string.Create(CultureInfo.InvariantCulture, $"--to=ab123cd{number:D6}.cn417nrhmv922.bs224mf5v20f4@fbl.example.com")];

    private static double Run(string program, string[] arguments, string mail)
    {
        var began = Stopwatch.GetTimestamp();
        SpawnedProcess.Run(program, arguments, mail);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Rate(Func<int, double> run)
    {
        var numbers = new ConcurrentQueue<int>(Enumerable.Range(0, Crowd));
        var began = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, AtOnce).Select(_ => new Thread(() =>
        {
            while (numbers.TryDequeue(out var number))
                run(number);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Crowd / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    // It is too short to be watched: held at its standard input, it has done nearly all that it does.
    private static async Task<double> PeakAsync(Stage stage, string configuration)
    {
        using var process = MeasuredProcess.Start(stage.UnsubHandler, Arguments(configuration, 999_999));
        await process.Input.WriteAsync(new byte[256 * 1024]);
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        await process.EndAsync();
        return process.PeakMebibytes;
    }

    private static async Task WaitUntilTakenAsync(Stage stage)
    {
        while (Directory.EnumerateFiles(Path.Combine(stage.In("state"), "maildrop", "new")).Any())
            await Task.Delay(TimeSpan.FromMilliseconds(50));
    }
}
