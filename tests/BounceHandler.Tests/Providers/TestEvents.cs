using BounceHandler.Events;

namespace BounceHandler.Tests.Providers;

/// <summary>Events as classification would make them.</summary>
internal static class TestEvents
{
    public static BounceEvent Of(EventKind kind, string? recipient, string campaign = "", SubscriberRef? reference = null) => new()
    {
        Identity = new EventIdentity(1, (ulong)kind + 1),
        Kind = kind,
        RecordType = kind == EventKind.Complaint ? "f" : kind == EventKind.Unsubscribe ? "mail" : "b",
        OccurredAt = new DateTimeOffset(2026, 10, 4, 12, 0, 0, TimeSpan.Zero),
        Rule = "category:bad-mailbox",
        Recipient = recipient is null ? null : Address(recipient),
        Reference = reference,
        Category = "bad-mailbox",
        JobId = campaign.Length > 0 ? $"mailwizz-{campaign}" : "",
        Status = "5.1.1 (bad destination mailbox address)",
        Diagnostic = "smtp;550 5.1.1 user unknown",
        Agent = kind == EventKind.Complaint ? "Yahoo!-Mail-Feedback/2.0" : "",
    };

    public static EmailAddress Address(string text) =>
        EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException($"{text} is no address");
}
