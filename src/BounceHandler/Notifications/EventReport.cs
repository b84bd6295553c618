using BounceHandler.Events;

namespace BounceHandler.Notifications;

/// <summary>What a mail about a complaint or an unsubscribe is made of.</summary>
/// <param name="Event">What happened, with its <see cref="BounceEvent.Report"/>.</param>
/// <param name="Resolved">The recipient that a provider found behind a reference; null if none has.</param>
/// <param name="ReceivedAt">When the report or the request came in, in the time zone that the operator reads.</param>
/// <param name="Campaign">What its campaign tool says of the campaign; null if not known.</param>
/// <param name="Results">What became of it, one a provider.</param>
public sealed record EventReport(
    BounceEvent Event, EmailAddress? Resolved, DateTimeOffset ReceivedAt, CampaignDescription? Campaign, IReadOnlyList<ProviderResult> Results)
{
    /// <summary>The part that was made for the operator.</summary>
    internal MailReport Report => Event.Report ?? new MailReport();

    /// <summary>The recipient's address; where it is not known, the subscriber.</summary>
    internal string Who => Event.Recipient?.Spelling ?? Resolved?.Spelling ?? (Event.Reference?.Subscriber is { } subscriber
        ? $"subscriber {subscriber}"
        : "unknown recipient");

    /// <summary>Who in the table; says how the address came to be known.</summary>
    internal string Recipient => Event.Recipient is null && Resolved is { } found ? $"{found.Spelling} (found by the subscriber's reference)" : Who;

    /// <summary>Subscriber, list and campaign as referred to; empty if not.</summary>
    internal string Reference => string.Join(", ", new[]
    {
        Event.Reference?.Subscriber is { } subscriber ? $"subscriber {subscriber}" : "",
        Event.Reference?.List is { } list ? $"list {list}" : "",
        Event.Reference?.Campaign is { } campaign ? $"campaign {campaign}" : "",
    }.Where(part => part.Length > 0));
}

/// <summary>What became of an event at a provider.</summary>
/// <param name="Provider">Name in the configuration.</param>
/// <param name="Tenant">Tenant; empty for the default one.</param>
/// <param name="State">How it stands.</param>
/// <param name="Detail">Notes, the reason or the error; may be empty.</param>
/// <param name="Lists">Every list that was changed.</param>
public sealed record ProviderResult(string Provider, string Tenant, ResultState State, string Detail, IReadOnlyList<ListStep> Lists);

/// <summary>A change on one list.</summary>
/// <param name="List">Its name, or its uid where it has none.</param>
/// <param name="Before">Status before.</param>
/// <param name="After">Status after.</param>
public sealed record ListStep(string List, string Before, string After);

/// <summary>How an event stands at a provider.</summary>
public enum ResultState
{
    /// <summary>Applied.</summary>
    Done,

    /// <summary>Nothing was left to change.</summary>
    NothingToDo,

    /// <summary>Waits for its next attempt.</summary>
    Queued,

    /// <summary>Accepted in observe mode: nothing is changed.</summary>
    Observed,

    /// <summary>Waits for the operator's release.</summary>
    Held,

    /// <summary>Failed for good, or was not delivered in time.</summary>
    Failed,

    /// <summary>The operator took it out of the queue.</summary>
    Dropped,
}
