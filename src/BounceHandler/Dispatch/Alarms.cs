using BounceHandler.Classification;
using BounceHandler.Classification.Blocks;
using BounceHandler.Classification.Brake;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>What the operator must be told even if he reads no log: once in the log, once by mail, and then not again for a while.</summary>
public sealed class Alarms(Store store, OperatorLog log)
{
    private static readonly string NoServer = new BrakeGroup(BrakeGroupKind.NoRemoteServer, "").Name;

    /// <summary>How long the same trouble is not told again.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(24);

    /// <summary>A provider refuses us; only the operator can mend that.</summary>
    public Task PausedAsync(string provider, string error) => RaiseAsync(
        $"paused {provider}", $"{provider} is paused: it refuses our requests",
        $"{provider} answered: {error}\n\nAll its work is kept in the queue and goes on as soon as it takes our requests again. \"bouncehandler config check\" asks it once.");

    /// <summary>Rows of a provider were set aside, given up or refused for good.</summary>
    public Task SetAsideAsync(string provider, string recipient, string error) => RaiseAsync(
        $"set aside {provider}", $"{provider}: work has been given up",
        $"For example {recipient}: {error}\n\n\"bouncehandler queue list --provider {provider}\" shows all of it, \"bouncehandler queue retry\" tries it again.");

    /// <summary>Complaints come in faster than readers complain.</summary>
    public Task ComplaintsAsync(string name, DateTimeOffset hour) => RaiseAsync(
        $"complaints {name} {hour.ToUnixTimeSeconds()}", $"more than {ComplaintRate.Limit} complaints an hour {name}",
        $"In the hour from {hour.ToLocalTime():yyyy-MM-dd HH:mm zzz} on. A campaign has gone wrong, or somebody forges reports: they are acted on.\n\n"
        + "feedbackLoop.sources holds reports that come from elsewhere.");

    /// <summary>Replies that blame the sender have begun to come.</summary>
    /// <param name="spell">Since when, and how many so far.</param>
    /// <param name="sample">One of them.</param>
    public Task BlockedAsync(BlockSpell spell, BounceEvent sample) => RaiseAsync(
        $"blocked {spell.Group} {spell.Since.ToUnixTimeSeconds()}", $"{spell.Group} since {spell.Since.ToLocalTime():HH:mm}, {Quantity.Of(spell.Count, "reply", "replies")}",
        $"The replies blame the sender, not the recipients: no address is touched. The first came at {spell.Since.ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}, for example\n\n"
        + $"  {sample.Recipient?.Spelling} from {sample.EnvelopeSender}\n  {sample.Status} {sample.Diagnostic}\n\n"
        + "\"bouncehandler status\" shows how many they have become, \"bouncehandler classify\" what is made of a reply and why.");

    /// <summary>Such replies have begun at more places than are told one by one.</summary>
    public Task BlockedEverywhereAsync(DateTimeOffset now) => RaiseAsync(
        $"blocked everywhere {now.ToUnixTimeSeconds() / 3600}", "many domains refuse mail for reasons of the sender",
        "More groups of domain, reason and virtual MTA than are told one by one. No address is touched. \"bouncehandler status\" shows the largest.");

    /// <summary>A group went beyond what it may remove in an hour.</summary>
    /// <param name="closing">What happened.</param>
    /// <param name="hour">When the hour begins, local time.</param>
    public Task BrakeAsync(BrakeClosing closing, DateTimeOffset hour) => RaiseAsync(
        $"brake {closing.Group}", $"removals are held: {closing.Group}",
        $"In the hour from {hour:yyyy-MM-dd HH:mm zzz} on, {Quantity.Of(closing.Made, "removal was", "removals were")} made"
        + (closing.Deliveries > 0 ? $" beside {Quantity.Of(closing.Deliveries, "delivery", "deliveries")}" : "")
        + ". Further ones of this group wait; other groups go on. "
        + (closing.Group == NoServer
            ? "No server answered at all for these: look at your own name servers and network first, these are hardly dead addresses.\n\n"
            : "So many at once may be a fault at the receiving side, or one of yours, and not dead addresses.\n\n")
        + "\"bouncehandler held list\" shows them with sample replies. If they are right:\n"
        + $"    bouncehandler held release --group \"{closing.Group}\"\nIf they are not:\n    bouncehandler held discard --group \"{closing.Group}\"");

    /// <summary>More groups than are worth a mail each.</summary>
    public Task ManyBrakesAsync() => RaiseAsync(
        "brake many groups", "removals of many more groups are held", "\"bouncehandler held list\" shows all of them.");

    /// <summary>The operator has not decided for a day.</summary>
    public Task StillHeldAsync(long rows, IEnumerable<HeldSummary> groups) => RaiseAsync(
        "still held", $"{Quantity.Of(rows, "removal waits", "removals wait")} for your word",
        "Held since a day ago or longer, one for each address and provider:\n"
        + string.Join('\n', groups.Select(group => $"    {group.Group}: {group.Rows}"))
        + "\n\n\"bouncehandler held list\" shows them, \"bouncehandler held release\" and \"bouncehandler held discard\" end it.");

    /// <summary>The file system of the state directory is almost full.</summary>
    public Task LowSpaceAsync(string directory, long free) => RaiseAsync(
        "low space", $"only {free / 1_000_000} MB are free for {directory}",
        "When nothing is left, bouncehandler waits 45 seconds for space and then stops reading: PowerMTA keeps nothing for a pipe, and the companion files have to "
        + "bring what is missed. Unsubscribe mails stay with PowerMTA until there is space.");

    /// <summary>Raises an alarm. Comes back when it is safe; a store that cannot be written costs the mail and not the line.</summary>
    /// <param name="key">Names the trouble.</param>
    /// <param name="title">One line.</param>
    /// <param name="text">What happened and what mends it.</param>
    public async Task RaiseAsync(string key, string title, string text)
    {
        try
        {
            if (await store.Notices.RaiseAsync(key, title, text, Quiet))
                log.Alarm(title);
        }
        catch (StoreException e)
        {
            log.Alarm(title);
            log.HousekeepingFailed(e.Message);
        }
    }
}
