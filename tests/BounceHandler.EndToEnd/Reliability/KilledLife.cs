using System.Diagnostics;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>Where a process has its records from.</summary>
internal enum Source
{
    File,
    Pipe,
    SlowPipe,
}

/// <summary>One process that reads the records and is killed at some moment of its life, and what it left.</summary>
internal sealed class KilledLife
{
    private const int KilledBySignal = 137;

    private static readonly HashSet<(string Provider, string Recipient)> Nobody = [];

    private static readonly TimeSpan Sockets = TimeSpan.FromMilliseconds(30);

    /// <summary>How far it came: starting, reading, delivering, ending, ended.</summary>
    public required string Phase { get; init; }

    /// <summary>What it had taken responsibility for.</summary>
    public required IReadOnlySet<(string Provider, string Recipient)> Accepted { get; init; }

    /// <summary>What was done with when it died: nobody may ask for it again.</summary>
    public required IReadOnlySet<(string Provider, string Recipient)> Settled { get; init; }

    /// <summary>What it had asked for and not recorded when it died: this may be asked for once more.</summary>
    public required IReadOnlySet<(string Provider, string Recipient)> UnderWay { get; init; }

    /// <summary>Requests made until then.</summary>
    public required long Requests { get; init; }

    /// <summary>Starts one that reads <paramref name="rows"/>, and kills it as <paramref name="killing"/> says.</summary>
    public static async Task<KilledLife> RunAsync(Site site, SubscriberCalls calls, IReadOnlyList<string> rows, Source source, Func<BounceHandlerProcess, Task> killing)
    {
        var before = site.Server.Log.Total;
        var process = Start(site, rows, source, out var feeding);
        await killing(process);
        var end = await process.KillAsync();
        await feeding;
        site.Server.Log.Completed = null;
        // What it had sent may still be on its way through the sockets.
        await Task.Delay(Sockets, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => site.Server.Log.UnderWay == 0, "the server has seen the end of its connections");
        Assert.True(end.ExitCode is 0 or KilledBySignal, $"Exit code {end.ExitCode}\n{end.Out}\n{end.Error}");
        Assert.Empty(end.Error);
        if (!StateCopy.IsThere(site.Directory))
            return new KilledLife { Phase = "starting", Accepted = Nobody, Settled = Nobody, UnderWay = Nobody, Requests = before };

        using var state = StateCopy.Of(site.Directory);
        var (accepted, settled) = (state.Accepted(), state.Settled());
        AssertNothingWasClaimedTooEarly(site, accepted);
        return new KilledLife
        {
            Phase = end.ExitCode == 0 ? "ended"
                : state.Version == 0 ? "starting"
                : accepted.Count < 3 * (rows.Count - 1) ? "reading"
                : settled.Count < accepted.Count ? "delivering"
                : "ending",
            Accepted = accepted,
            Settled = settled,
            UnderWay = calls.All().Where(call => call.Number > before && call.IsChange).Select(call => (call.Provider, call.Recipient))
                .Where(pair => !settled.Contains(pair)).ToHashSet(),
            Requests = site.Server.Log.Total,
        };
    }

    /// <summary>How long a life is that nobody cuts short, and how many requests it makes.</summary>
    public static async Task<(TimeSpan Time, int Requests)> MeasureAsync(Site site, IReadOnlyList<string> rows, Source source)
    {
        var begin = Stopwatch.GetTimestamp();
        var process = Start(site, rows, source, out var feeding);
        await feeding;
        (await process.EndAsync()).Exited(0);
        return (Stopwatch.GetElapsedTime(begin), (int)site.Server.Log.Total);
    }

    private static BounceHandlerProcess Start(Site site, IReadOnlyList<string> rows, Source source, out Task feeding)
    {
        if (source == Source.File)
        {
            feeding = Task.CompletedTask;
            return site.Start("replay", site.Directory.Write("bounce.csv", string.Concat(rows)));
        }

        var process = site.Start();
        feeding = FeedAsync(process, rows, TimeSpan.FromMilliseconds(source == Source.SlowPipe ? 30 : 1));
        return process;
    }

    // A few rows at a time, as PowerMTA writes them.
    private static async Task FeedAsync(BounceHandlerProcess process, IReadOnlyList<string> rows, TimeSpan pause)
    {
        foreach (var some in rows.Chunk(5).TakeWhile(_ => !process.HasExited))
        {
            await process.WriteAsync(string.Concat(some));
            await Task.Delay(pause, TestContext.Current.CancellationToken);
        }

        process.CloseInput();
    }

    // The line stands for the promise: whoever reads it may throw the record away.
    private static void AssertNothingWasClaimedTooEarly(Site site, IReadOnlySet<(string Provider, string Recipient)> accepted)
    {
        var recipients = accepted.Select(pair => pair.Recipient).ToHashSet(StringComparer.Ordinal);
        foreach (var line in site.Log.Where(line => line.Contains("] Bounce: ", StringComparison.Ordinal)))
        {
            var begin = line.IndexOf(" to=", StringComparison.Ordinal) + 4;
            Assert.Contains(line[begin..line.IndexOf(' ', begin)], recipients);
        }
    }
}
