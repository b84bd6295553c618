namespace BounceHandler.Benchmarks.Processes;

/// <summary>Hard bounces to a MailWizz that takes 20 ms for every answer, 64 at once, against a bare HTTP loop that makes the same calls.</summary>
internal static class Delivery
{
    private const int Recipients = 6_000;
    private const int Runs = 3;
    private const int Latency = 20;
    private const int Concurrency = 64;
    private const double PromisedShare = 0.85;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string programs)
    {
        using var stage = new Stage(programs);
        var seed = stage.In("addresses");
        await File.WriteAllLinesAsync(seed, Enumerable.Range(0, Recipients).Select(Records.Recipient));
        var (bare, own, memory, calls) = (new List<double>(), new List<double>(), 0.0, (Bare: 0, Own: 0));
        for (var i = 0; i < Runs; i++)
        {
            using (var simulator = await Simulator.StartAsync(Latency, seed))
            {
                bare.Add(Recipients / (await BareLoop.RunAsync(simulator, [.. Enumerable.Range(0, Recipients).Select(Records.Recipient)], Concurrency)).TotalSeconds);
                calls.Bare = await simulator.RequestsAsync();
            }

            using (var simulator = await Simulator.StartAsync(Latency, seed))
            {
                stage.Clear();
                var configuration = stage.Configure(simulator.Endpoint, Concurrency, drainSeconds: 600);
                var file = stage.In("records.csv");
                Records.Write(file, Recipients, number => Records.HardBounce(number, simulator.Campaign));
                using var process = MeasuredProcess.Start(stage.BounceHandler, "--config", configuration);
                await process.Input.WriteAsync(await File.ReadAllBytesAsync(file));
                var (elapsed, output) = await process.EndAsync();
                if (!output.Contains($"lists changed={2 * Recipients}, nothing to do=0, failed=0, queued=0", StringComparison.Ordinal))
                    throw new InvalidOperationException(output);
                own.Add(Recipients / elapsed.TotalSeconds);
                memory = Math.Max(memory, process.PeakMebibytes);
                calls.Own = await simulator.RequestsAsync();
            }
        }

        var (theirs, ours) = (Figures.Median(bare), Figures.Median(own));
        yield return new Figure(
            $"{Recipients:N0} recipients off two lists each, {Latency} ms latency, {Concurrency} at once, start to exit",
            $"{ours:N0} recipients/s, {(double)calls.Own / Recipients:F2} calls each", $"bare HTTP loop: {theirs:N0} recipients/s, {(double)calls.Bare / Recipients:F2} calls each",
            $"{ours / theirs:P0}", "at least 85 %", ours / theirs >= PromisedShare, memory);
    }
}
