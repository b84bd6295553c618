using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>Which ledger entries an undo looks at; the rest of its filter is decided by whoever asks.</summary>
/// <param name="Run">Only what this run has accepted; null: any.</param>
/// <param name="Since">Only changes made then or later.</param>
/// <param name="Until">Only changes made before.</param>
public sealed record UndoRange(long? Run, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>Only recipients of this domain (A-labels, lower case); null: any.</summary>
    public string? Domain { get; init; }
}

/// <summary>One row of a list that is to be put back.</summary>
/// <param name="Ledger">The newest ledger entry that has changed it; with list and subscriber it names what is taken back.</param>
/// <param name="Route">Provider and tenant.</param>
/// <param name="Recipient">Whom it is about.</param>
/// <param name="Cause">Kind of the event of that entry.</param>
/// <param name="Source">Its identity.</param>
/// <param name="Change">From the status that it is to have again to the one that we have made of it.</param>
public sealed record PlannedRestore(
    long Ledger, Route Route, EmailAddress Recipient, EventKind Cause, EventIdentity Source, ListChange Change);

/// <summary>What became of a wish to put a row back.</summary>
public enum RestoreState
{
    /// <summary>There was none, or it ended without success: it may be tried.</summary>
    Open,

    /// <summary>It is in the spool.</summary>
    UnderWay,

    /// <summary>It was restored, or there was nothing to restore.</summary>
    Done,
}

/// <summary>How far an undo has come.</summary>
/// <param name="Run">Its run.</param>
/// <param name="Restored">Rows that show the old status again.</param>
/// <param name="NothingToDo">Rows that were left as they are: changed by somebody else, a complaint, a person's own unsubscribe.</param>
/// <param name="NotRestored">Rows that the provider does not give back.</param>
/// <param name="Others">Rows given up, dropped or failed.</param>
/// <param name="Written">How many of those not restored stand in its file.</param>
/// <param name="IsOpen">Something of it is still in the spool.</param>
public sealed record UndoProgress(long Run, long Restored, long NothingToDo, long NotRestored, long Others, long Written, bool IsOpen);

/// <summary>A row that did not come back.</summary>
/// <param name="EventId">Event of the restore; grows.</param>
/// <param name="Provider">Name in the configuration.</param>
/// <param name="Recipient">Address.</param>
/// <param name="Change">From the status that it was to have again to the one that it shows.</param>
/// <param name="Reason">What the provider said.</param>
/// <param name="At">When.</param>
public sealed record LostRow(long EventId, string Provider, string Recipient, ListChange Change, string Reason, DateTimeOffset At);
