using BounceHandler.Classification;
using BounceHandler.Classification.Brake;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>State of a spool row. The numbers are stored.</summary>
public enum SpoolState
{
    /// <summary>Waits for its due time.</summary>
    Queued = 0,

    /// <summary>Waits for the operator's release.</summary>
    Held = 1,

    /// <summary>The provider will never accept it; kept for the operator to retry or drop.</summary>
    Failed = 2,

    /// <summary>Not delivered within <c>giveUpAfterHours</c>; kept likewise.</summary>
    GaveUp = 3,

    /// <summary>Accepted in observe mode: waits for the operator's word that it is meant.</summary>
    Observed = 4,
}

/// <summary>What the ledger says of an event at a provider. The numbers are stored.</summary>
public enum LedgerOutcome
{
    /// <summary>Applied.</summary>
    Done = 0,

    /// <summary>Nothing was left to change.</summary>
    NothingToDo = 1,

    /// <summary>Failed for good.</summary>
    Failed = 2,

    /// <summary>Not delivered in time.</summary>
    GaveUp = 3,

    /// <summary>Some lists were changed before an attempt failed; the rest is still queued.</summary>
    Partly = 4,

    /// <summary>The operator took it out of the queue.</summary>
    Dropped = 5,

    /// <summary>The provider was asked whom the event's reference names; the row is still queued.</summary>
    Resolved = 6,

    /// <summary>The event came to this provider because another one has told whom its reference names; the row is queued.</summary>
    PassedOn = 7,

    /// <summary>Older than a change of ours, and somebody has subscribed the recipient again since: left alone.</summary>
    Superseded = 8,

    /// <summary>The operator had a change taken back, and the provider shows the old status again.</summary>
    Restored = 9,

    /// <summary>The operator wanted a change taken back, and the provider does not give it back.</summary>
    NotRestored = 10,

    /// <summary>A held row was taken out: a delivery proved the address good, or the operator discarded it.</summary>
    Discarded = 11,
}

/// <summary>An event to be accepted.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Routes">To whom it goes; at least one, unless it has <see cref="HardRoutes"/>.</param>
/// <param name="Held">Spool it as held.</param>
public sealed record SpoolEntry(BounceEvent Event, IReadOnlyList<Route> Routes, bool Held = false)
{
    /// <summary>
    /// Providers that are asked whom the event's reference names; the other routes wait <see cref="Spool.Patience"/> for the answer. Empty: nobody waits.
    /// </summary>
    public IReadOnlyList<string> AskedFirst { get; init; } = [];

    /// <summary>Group that a held one is listed under.</summary>
    public string HeldBy { get; init; } = HeldGroup.Complaints;

    /// <summary>Where a soft bounce goes as a hard one if its recipient's soft bounces have added up with it; empty: it is not counted.</summary>
    public IReadOnlyList<Route> HardRoutes { get; init; } = [];
}

/// <summary>What became of one entry.</summary>
/// <param name="Routes">Routes that took it, as it is or as <see cref="Hard"/>; empty: none.</param>
public sealed record Acceptance(IReadOnlyList<Route> Routes)
{
    /// <summary>The hard bounce that it has become, and the routes that took that; null if it has not.</summary>
    public (BounceEvent Event, IReadOnlyList<Route> Routes)? Hard { get; init; }

    /// <summary>Why no route took it: what its row is counted under.</summary>
    public string SkipReason { get; init; } = "already seen";

    /// <summary>The group that holds it; null: it is queued.</summary>
    public string? HeldBy { get; init; }

    /// <summary>It is the first one that its group holds in its hour: the operator is to be told.</summary>
    public BrakeClosing? Closing { get; init; }

    /// <summary>Routes of earlier rows of the same run that are queued (in observe mode: observed) now, since this event has confirmed them.</summary>
    public IReadOnlyList<Route> Freed { get; init; } = [];
}

/// <summary>One event for one provider, waiting.</summary>
/// <param name="Id">Spool row.</param>
/// <param name="EventId">Row of the event.</param>
/// <param name="Run">The run that accepted it.</param>
/// <param name="Route">Provider and tenant.</param>
/// <param name="State">Queued, held, failed or given up.</param>
/// <param name="Due">When it is to be tried next.</param>
/// <param name="AcceptedAt">When it was accepted; giving up counts from <see cref="Since"/>.</param>
/// <param name="Attempts">Failed attempts so far.</param>
/// <param name="Error">The last one's error; empty if none.</param>
/// <param name="Event">What happened.</param>
public sealed record SpoolRow(
    long Id, long EventId, long Run, Route Route, SpoolState State, DateTimeOffset Due, DateTimeOffset AcceptedAt, int Attempts, string Error,
    BounceEvent Event)
{
    /// <summary>A provider has told whom the reference of the original event names; it is not asked about again.</summary>
    public bool IsResolved { get; init; }

    /// <summary>There are other events of this recipient: one of them may have changed something later than this one happened.</summary>
    public bool HasOthers { get; init; }

    /// <summary>When the time of trying began, from which giving up counts: when it was accepted, released or tried again by hand.</summary>
    public DateTimeOffset Since { get; init; } = AcceptedAt;

    /// <summary>The group that holds it; null if none does, or where nobody asked.</summary>
    public string? HeldBy { get; init; }
}

/// <summary>An outcome as the ledger keeps it, with the list changes it made.</summary>
/// <param name="Id">Ledger row; grows.</param>
/// <param name="Run">The run that accepted the event.</param>
/// <param name="Route">Provider and tenant.</param>
/// <param name="At">When.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Attempts">Failed attempts before.</param>
/// <param name="Detail">Notes or the error.</param>
/// <param name="Changes">One a list.</param>
/// <param name="Event">What happened.</param>
/// <param name="Earlier">What had become of it before, if the operator then had it tried again; null if nothing had.</param>
public sealed record LedgerEntry(
    long Id, long Run, Route Route, DateTimeOffset At, LedgerOutcome Outcome, int Attempts, string Detail, IReadOnlyList<ListChange> Changes,
    BounceEvent Event, LedgerOutcome? Earlier);
