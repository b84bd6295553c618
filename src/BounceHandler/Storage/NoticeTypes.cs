using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>One mail to the operator that is due.</summary>
/// <param name="Id">Row; grows.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="EventId">The event of a complaint or an unsubscribe; null for the other kinds.</param>
/// <param name="Title">Of an alarm; empty otherwise.</param>
/// <param name="Text">Of an alarm; empty otherwise.</param>
/// <param name="CreatedAt">For an event: when it was accepted.</param>
/// <param name="Attempts">Failed attempts to send it.</param>
/// <param name="IsHeld">It waits because enough mails were sent within the hour.</param>
/// <param name="IsCounted">Its event has been shown to those who count; true for the other kinds.</param>
public sealed record Notice(
    long Id, NoticeKind Kind, long? EventId, string Title, string Text, DateTimeOffset CreatedAt, int Attempts, bool IsHeld, bool IsCounted);

/// <summary>What one look at the open notices of events has found.</summary>
/// <param name="Ready">Those that can be told now.</param>
/// <param name="Next">Where the next look goes on; null if everything has been looked at.</param>
public sealed record ReadyNotices(IReadOnlyList<Notice> Ready, NoticePosition? Next);

/// <summary>A place among the open notices: by the time they are due, then by their row.</summary>
/// <param name="Due">Milliseconds since 1970 (UTC).</param>
/// <param name="Id">Row.</param>
public sealed record NoticePosition(long Due, long Id);

/// <summary>An unsubscribe mail that was not understood. Everything but the time was written by strangers.</summary>
/// <param name="DropName">Name of its file in the maildrop.</param>
/// <param name="To">To whom the mail was sent.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Reason">Why it was not understood.</param>
/// <param name="At">When it came.</param>
public sealed record NotUnderstood(string DropName, string To, string From, string Subject, string Reason, DateTimeOffset At);

/// <summary>What can be told of a complaint or an unsubscribe.</summary>
/// <param name="EventId">Row of the event.</param>
/// <param name="Event">The event, with its <see cref="BounceEvent.Report"/>.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Resolved">The recipient that a provider found behind a reference; null if none has.</param>
/// <param name="Outcomes">What was done about it, and about the events that come from it, oldest first.</param>
/// <param name="Waiting">What has not been done.</param>
public sealed record EventMaterial(
    long EventId, BounceEvent Event, DateTimeOffset AcceptedAt, EmailAddress? Resolved, IReadOnlyList<EventOutcome> Outcomes,
    IReadOnlyList<EventWaiting> Waiting);

/// <summary>A ledger entry of an event.</summary>
public sealed record EventOutcome(Route Route, LedgerOutcome Outcome, string Detail, IReadOnlyList<ListChange> Changes);

/// <summary>A spool row of an event.</summary>
/// <param name="Route">Provider and tenant.</param>
/// <param name="State">Queued, held, failed or given up.</param>
/// <param name="Error">The last attempt's; empty if none has failed.</param>
public sealed record EventWaiting(Route Route, SpoolState State, string Error);
