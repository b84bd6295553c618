using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>From the last byte of a record on an idle pipe to the connection that carries its first request.</summary>
internal static class IdlePipe
{
    private const int Count = 30;
    private const double Promised = 100;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(300);

    public static async IAsyncEnumerable<Figure> MeasureAsync(string programs)
    {
        using var stage = new Stage(programs);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var process = MeasuredProcess.Start(
            stage.BounceHandler, "--config", stage.Configure($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/api"));
        var arrivals = AcceptAsync(server);
        await process.Input.WriteAsync(Records.Header.Select(c => (byte)c).ToArray());
        var (times, pipe) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Count; i++)
        {
            await Task.Delay(i == 0 ? TimeSpan.FromSeconds(1) : Idle);
            var line = Records.HardBounce(i, "").Select(c => (byte)c).ToArray();
            // What the last record, or the check at the start, asked beside its first request.
            while (arrivals.Reader.TryRead(out _))
            {
            }

            var arrival = arrivals.Reader.ReadAsync();
            var began = Stopwatch.GetTimestamp();
            process.Input.Write(line);
            var at = await arrival;
            if (i > 0)
                times.Add(Stopwatch.GetElapsedTime(began, at).TotalMilliseconds);
            pipe.Add(await RoundTripAsync());
        }

        process.Kill();
        var (ours, theirs) = (Figures.Median(times), Figures.Median(pipe));
        yield return new Figure(
            $"a record on an idle pipe to its API request, median of {Count}", $"{ours:F1} ms (most {times.Max():F1} ms)", $"a line to `cat` and back: {theirs:F1} ms",
            $"{ours / theirs:F0}x", "at most 100 ms", ours <= Promised, process.PeakMebibytes);
    }

    // Every request is answered with an error and a closed connection, so that the next one begins a new connection.
    private static System.Threading.Channels.Channel<long> AcceptAsync(TcpListener server)
    {
        var arrivals = System.Threading.Channels.Channel.CreateUnbounded<long>();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync();
                var buffer = new byte[8192];
                var read = await client.GetStream().ReadAsync(buffer);
                arrivals.Writer.TryWrite(Stopwatch.GetTimestamp());
                var body = "{\"status\":\"success\",\"data\":{\"count\":0,\"total_pages\":1,\"current_page\":1,\"next_page\":null,\"prev_page\":null,\"records\":[]}}";
                var answer = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}";
                await client.GetStream().WriteAsync(answer.Select(c => (byte)c).ToArray());
            }
        });
        return arrivals;
    }

    private static async Task<double> RoundTripAsync()
    {
        using var cat = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        cat.StandardInput.AutoFlush = true;
        await cat.StandardInput.WriteLineAsync("first");
        await cat.StandardOutput.ReadLineAsync();
        var began = Stopwatch.GetTimestamp();
        await cat.StandardInput.WriteLineAsync("second");
        await cat.StandardOutput.ReadLineAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        cat.Kill();
        return took;
    }
}
