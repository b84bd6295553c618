using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>The log lines of one ledger entry.</summary>
internal static class OutcomeLines
{
    /// <summary>How an event's recipient is called in the log.</summary>
    public static string Name(BounceEvent bounceEvent) =>
        bounceEvent.Recipient?.Spelling ?? $"subscriber {bounceEvent.Reference?.Subscriber} of list {bounceEvent.Reference?.List}";

    /// <summary>Writes them.</summary>
    public static void Write(
        OperatorLog log, string provider, BounceEvent bounceEvent, LedgerOutcome outcome, string detail, IReadOnlyList<ListChange> changes, int attempts)
    {
        var recipient = Name(bounceEvent);
        foreach (var change in changes)
            log.ListChanged(provider, recipient, change, bounceEvent.Rule);
        switch (outcome)
        {
            case LedgerOutcome.Done or LedgerOutcome.Resolved or LedgerOutcome.Discarded when detail.Length > 0:
                log.Note(provider, recipient, detail);
                break;
            case LedgerOutcome.NothingToDo:
                log.NothingToDo(provider, recipient, detail);
                break;
            case LedgerOutcome.Superseded:
                log.Superseded(provider, recipient, detail);
                break;
            case LedgerOutcome.NotRestored:
                log.NotRestored(provider, recipient, detail);
                break;
            case LedgerOutcome.Failed:
                log.FailedForGood(provider, recipient, detail);
                break;
            case LedgerOutcome.GaveUp:
                log.GaveUp(provider, recipient, detail, attempts);
                break;
        }
    }
}
