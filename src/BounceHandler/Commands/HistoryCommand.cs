using System.CommandLine;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Everything known about one address, and why.</summary>
internal static class HistoryCommand
{
    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The recipient." };
        var command = new Command("history", "Everything known about an address: what was reported, what was decided and why, what was changed.") { address };
        command.SetAction(result =>
        {
            if (!EmailAddress.TryParse(result.GetRequiredValue(address), out var recipient))
            {
                console.Error.WriteLine($"Not an address: {LogLine.Escape(result.GetRequiredValue(address))}");
                return ExitCodes.Usage;
            }

            var settings = Startup.ReadSettings(line.Options(result));
            using var store = startup.OpenStore(Startup.OpenDirectory(settings));
            Show(store, recipient, console.Out);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Show(Store store, EmailAddress recipient, TextWriter output)
    {
        var entries = store.Ledger.Of(recipient.Identity);
        var waiting = store.Queued.Of(recipient.Identity);
        var suppressions = store.Suppressions.Of(recipient.Identity);
        if (entries.Count + waiting.Count + suppressions.Count == 0)
        {
            output.WriteLine($"Nothing is known about {LogLine.Escape(recipient.Spelling)}.");
            return;
        }

        foreach (var entry in entries)
        {
            output.WriteLine($"{StatusCommand.Local(entry.At)}  {entry.Route.Provider}: {Words(entry.Outcome)}");
            Reason(entry.Event, entry.Run, output);
            foreach (var change in entry.Changes)
            {
                output.WriteLine(LogLine.Escape(
                    $"    list {change.List}{(change.ListName.Length > 0 ? $" ({change.ListName})" : "")} subscriber {change.Subscriber}: {change.Before} -> {change.After}"));
            }

            if (entry.Detail.Length > 0)
                output.WriteLine($"    {LogLine.Escape(entry.Detail)}");
        }

        foreach (var row in waiting)
        {
            output.WriteLine($"{StatusCommand.Local(row.AcceptedAt)}  {row.Route.Provider}: {StatusCommand.StateName(row.State)}, attempts {row.Attempts}");
            Reason(row.Event, row.Run, output);
            if (row.Error.Length > 0)
                output.WriteLine($"    last error: {LogLine.Escape(row.Error)}");
        }

        foreach (var entry in suppressions)
        {
            output.WriteLine(LogLine.Escape(
                $"Suppressed since {StatusCommand.Local(entry.Since)}: {Kind(entry.Kind)}{(entry.List.Length > 0 ? $" of list {entry.List}" : "")}"
                + $"{(entry.Tenant.Length > 0 ? $", tenant {entry.Tenant}" : "")}{(entry.Reason.Length > 0 ? $", {entry.Reason}" : "")}"));
        }
    }

    /// <summary>A kind as operators call it.</summary>
    public static string Kind(EventKind kind) => kind switch
    {
        EventKind.HardBounce => "hard bounce",
        EventKind.SoftBounce => "soft bounce",
        EventKind.Block => "block",
        EventKind.Complaint => "complaint",
        _ => "unsubscribe",
    };

    private static void Reason(BounceEvent e, long run, TextWriter output)
    {
        output.WriteLine(LogLine.Escape(
            $"    {Kind(e.Kind)} of {StatusCommand.Local(e.OccurredAt)}, record type {e.RecordType}, rule {e.Rule}, run {run}"));
        if (e.EnvelopeSender.Length > 0)
        {
            output.WriteLine(LogLine.Escape(
                $"    from {e.EnvelopeSender}{(e.VirtualMta.Length > 0 ? $" via {e.VirtualMta}" : "")}{(e.JobId.Length > 0 ? $", job {e.JobId}" : "")}"));
        }

        if (e.Status.Length + e.Diagnostic.Length > 0)
            output.WriteLine(LogLine.Escape($"    {e.Status} {e.Diagnostic}"));
    }

    private static string Words(LedgerOutcome outcome) => outcome switch
    {
        LedgerOutcome.Done => "done",
        LedgerOutcome.NothingToDo => "nothing to do",
        LedgerOutcome.Failed => "failed for good",
        LedgerOutcome.GaveUp => "given up",
        LedgerOutcome.Superseded => "not done: something was delivered to the address later",
        LedgerOutcome.Partly => "partly done, to be continued",
        LedgerOutcome.Resolved => "asked whom the reference names",
        LedgerOutcome.PassedOn => "to be told as well, since the reference was resolved",
        _ => "dropped by the operator",
    };
}
