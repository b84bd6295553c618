using System.CommandLine;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;

namespace BounceHandler.Commands;

/// <summary>Makes real what was accepted in observe mode.</summary>
internal static class ObserveCommand
{
    private const int PageSize = 500;

    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var since = Moment.Option("--since", "Only what was accepted from then on", startup.Time);
        var until = Moment.Option("--until", "Only what was accepted before", startup.Time);
        var release = new Command("release", "Queue what was accepted in observe mode. Bounces that were followed by a delivery are left out.") { since, until };
        release.SetAction((result, _) => ReleaseAsync(
            startup, line.Options(result), console, result.GetValue(since) ?? DateTimeOffset.UnixEpoch, result.GetValue(until) ?? DateTimeOffset.MaxValue));
        return new Command("observe", "What was accepted in observe mode (\"mode\": \"observe\").") { release };
    }

    private static async Task<int> ReleaseAsync(
        Startup startup, GlobalOptions options, CommandConsole console, DateTimeOffset since, DateTimeOffset until)
    {
        var settings = Startup.ReadSettings(options);
        using var store = startup.OpenStore(Startup.OpenDirectory(settings));
        var (last, released, superseded) = (0L, 0, 0);
        while (store.Queued.Observed(last, since, until, PageSize) is { Count: > 0 } page)
        {
            last = page[^1].Id;
            var (now, left) = await store.Spool.ReleaseObservedAsync(page);
            released += now;
            superseded += left;
        }

        console.Out.WriteLine($"{Quantity.Of(released, "row is", "rows are")} queued; {DeliveryHint.Of(settings)}");
        if (superseded > 0)
            console.Out.WriteLine($"{Quantity.Of(superseded, "row was", "rows were")} left out: something was delivered to their recipients after the bounce.");
        return ExitCodes.Ok;
    }
}
