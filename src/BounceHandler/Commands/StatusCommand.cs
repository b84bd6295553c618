using System.CommandLine;
using System.Globalization;
using BounceHandler.Classification.Blocks;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Is it working? Exit code 0 good, 1 something needs attention, 2 not working.</summary>
internal static class StatusCommand
{
    private const int Good = 0;
    private const int Attention = 1;
    private const int NotWorking = 2;

    // A provider's longest pause between attempts is a quarter of an hour by default; older due rows mean that nobody works on them.
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(30);

    private const int MostGaps = 5;
    private const int MostBlocks = 5;
    private const int MostGroups = 10;

    private static readonly TimeSpan BlocksShown = TimeSpan.FromHours(24);

    private static readonly TimeSpan MaildropPatience = TimeSpan.FromMinutes(10);

    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var command = new Command("status", "Is it working? Exits 0 good, 1 attention, 2 not working.");
        command.SetAction(result =>
        {
            try
            {
                var settings = Startup.ReadSettings(line.Options(result));
                var directory = Startup.OpenDirectory(settings);
                using var store = startup.OpenStore(directory);
                return Show(store, settings, startup.Time, console.Out);
            }
            catch (Exception e) when (e is ConfigurationException or StoreException)
            {
                console.Error.WriteLine(e.Message);
                return NotWorking;
            }
        });
        return command;
    }

    private static int Show(Store store, Settings settings, TimeProvider time, TextWriter output)
    {
        var now = time.GetUtcNow();
        var code = Good;
        void Line(string name, string value, bool attention = false)
        {
            output.WriteLine($"{name,-24}{LogLine.Escape(value)}{(attention ? "   <- attention" : "")}");
            code = attention ? Attention : code;
        }

        Line("configuration", settings.ConfigurationFile ?? SettingsDisplay.BuiltIn);
        if (settings.Mode == ActionMode.Observe)
            Line("mode", "observe: everything is judged, no list is changed");
        Line("state directory", store.Directory.DirectoryPath);
        if (FreeSpace.At(store.Directory.DirectoryPath) is { } free)
            Line("free space", $"{free / 1_000_000} MB", attention: free < FreeSpace.Low);
        var last = store.Runs.LastReader();
        Line("last record", last is null ? "none yet" : $"{Ago(now, last.LastRecord!.Value)} (run {last.Id}, {Quantity.Of(last.Total, "record", "records")})");
        if (store.Gaps.Open() is { Count: > 0 } gaps)
        {
            foreach (var gap in gaps.TakeLast(MostGaps))
                Line("gap", $"run {gap.Run} ({gap.Command}) did not read its input to the end: {GapAdvice.What(gap)}", attention: true);
            Line("  close it", GapAdvice.Remedy(store.Replayed.Names()));
        }

        var isDispatching = FileLock.IsHeldExclusively(store.Directory.DispatcherLockPath);
        var oldestDue = store.Queued.OldestDue();
        var isOverdue = oldestDue is { } due && now - due > Overdue;
        Line("dispatcher", isDispatching ? "running" : "not running", attention: !isDispatching && isOverdue);
        var oldest = store.Queued.OldestQueued();
        Line("oldest queued", oldest is { } accepted ? $"accepted {Ago(now, accepted)}" : "none", attention: isOverdue);
        foreach (var group in store.Queued.Counts().GroupBy(pair => pair.Key.State).OrderBy(group => group.Key))
        {
            var providers = string.Join(", ", group.Select(pair => $"{pair.Key.Provider} {pair.Value}").Order(StringComparer.Ordinal));
            Line(StateName(group.Key), $"{group.Sum(pair => pair.Value)} ({providers})",
                attention: group.Key != SpoolState.Queued && !(group.Key == SpoolState.Observed && settings.Mode == ActionMode.Observe));
        }

        foreach (var held in store.Held.Groups().Take(MostGroups))
            Line("  held by", $"{held.Group}: {Quantity.Of(held.Rows, "row", "rows")}, the last event {Ago(now, held.Last)}");
        foreach (var spell in store.Blocks.Largest(now - BlocksShown, MostBlocks).Where(spell => spell.Count >= BlockWatch.AlarmFrom))
            Line("blocked", $"{spell.Group}, {Quantity.Of(spell.Count, "reply", "replies")} from {Local(spell.Since)} to {Local(spell.Last)}", attention: spell.GoesOn(now));
        var drops = store.Directory.Maildrop.Waiting();
        if (drops.Count > 0)
            Line("unsubscribe mails", $"{drops.Count} wait in {store.Directory.Maildrop.New}", attention: IsOld(drops[0], now));
        var (unsent, error) = store.Notices.Unsent();
        if (unsent > 0)
            Line("mail to the operator", $"{unsent} not sent: {error}", attention: true);
        var states = store.Providers.Read().ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var definition in settings.Providers)
        {
            var state = states.GetValueOrDefault(definition.Name);
            Line(
                $"provider {definition.Name}", state is null or { State: ProviderState.Up }
                    ? $"up, {definition.Endpoint}"
                    : $"{state.State.ToString().ToLowerInvariant()} since {Local(state.Since)}: {state.Reason}",
                attention: state is { State: not ProviderState.Up });
            if (state is null or { State: ProviderState.Up } && store.Queued.SomeError(definition.Name) is { } lastError)
                Line("  last error", lastError);
        }

        return code;
    }

    // A drop is taken within a second by whoever delivers, or by the drain that its arrival starts.
    private static bool IsOld(string drop, DateTimeOffset now) =>
        File.GetLastWriteTimeUtc(drop) is var written && now - written > MaildropPatience && File.Exists(drop);

    /// <summary>A state as operators call it.</summary>
    public static string StateName(SpoolState state) => state switch
    {
        SpoolState.Queued => "queued",
        SpoolState.Held => "held",
        SpoolState.Failed => "failed",
        SpoolState.Observed => "observed",
        _ => "given up",
    };

    /// <summary>Local time for people.</summary>
    public static string Local(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Ago(DateTimeOffset now, DateTimeOffset at)
    {
        var ago = now - at;
        var text = ago.TotalMinutes < 2 ? $"{ago.TotalSeconds:F0} s" : ago.TotalHours < 2 ? $"{ago.TotalMinutes:F0} min" : ago.TotalDays < 2 ? $"{ago.TotalHours:F0} h" : $"{ago.TotalDays:F0} d";
        return $"{Local(at)}, {text} ago";
    }
}
