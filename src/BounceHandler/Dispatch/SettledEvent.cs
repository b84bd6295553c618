using BounceHandler.Events;
using BounceHandler.Notifications;

namespace BounceHandler.Dispatch;

/// <summary>A complaint or an unsubscribe of which all is known that will be told: what was done about it, and what is still queued after ten minutes.</summary>
/// <param name="EventId">Row of the event.</param>
/// <param name="Event">What happened, with its report.</param>
/// <param name="Resolved">The recipient that a provider found behind a reference; null if none has.</param>
/// <param name="AcceptedAt">When it was accepted, UTC.</param>
/// <param name="Results">What became of it, one a provider.</param>
public sealed record SettledEvent(
    long EventId, BounceEvent Event, EmailAddress? Resolved, DateTimeOffset AcceptedAt, IReadOnlyList<ProviderResult> Results);
