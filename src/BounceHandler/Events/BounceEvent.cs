namespace BounceHandler.Events;

/// <summary>
/// One thing that happened to one recipient, as it is spooled and handed to providers. All text was written by strangers; it is cut to
/// <see cref="TextLimit"/> characters when the event is made.
/// </summary>
public sealed record BounceEvent
{
    /// <summary>Longest text kept of one field, in UTF-16 units.</summary>
    public const int TextLimit = 1000;

    /// <summary>Equal for two reports of the same event.</summary>
    public required EventIdentity Identity { get; init; }

    /// <summary>What providers act on.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>Accounting record type (<c>b</c>, <c>rb</c>, <c>f</c>), <c>address</c> for a plain address, <c>mail</c> for an unsubscribe mail.</summary>
    public required string RecordType { get; init; }

    /// <summary>When it happened, UTC; for a plain address when it was read.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The rule that decided <see cref="Kind"/>, for example <c>category:bad-mailbox</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// Why the message was refused, in the words of the field (<c>mailbox unknown</c>, <c>blocklisted</c>, …); empty where no reply said so. Not stored.
    /// </summary>
    public string Reason { get; init; } = "";

    /// <summary>Whom it is about. Null only where the recipient is redacted and <see cref="Reference"/> names the subscriber.</summary>
    public EmailAddress? Recipient { get; init; }

    /// <summary>The subscriber by reference, if any part is known.</summary>
    public SubscriberRef? Reference { get; init; }

    /// <summary>PowerMTA <c>bounceCat</c>; empty if absent.</summary>
    public string Category { get; init; } = "";

    /// <summary>PowerMTA <c>orig</c> as written; empty if absent.</summary>
    public string EnvelopeSender { get; init; } = "";

    /// <summary>PowerMTA <c>vmta</c>; empty if absent.</summary>
    public string VirtualMta { get; init; } = "";

    /// <summary>PowerMTA <c>jobId</c>, else <c>header_X-Job</c>; empty if absent.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The <c>Feedback-ID</c> header (<c>campaign:subscriber:list:customer</c> when MailWizz wrote it); empty if absent.</summary>
    public string FeedbackId { get; init; } = "";

    /// <summary>The <c>Message-Id</c> header; empty if absent.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>PowerMTA <c>dsnStatus</c>, code and text; empty if absent.</summary>
    public string Status { get; init; } = "";

    /// <summary>PowerMTA <c>dsnDiag</c>, type and text; empty if absent.</summary>
    public string Diagnostic { get; init; } = "";

    /// <summary>PowerMTA <c>dsnMta</c>; null where the record has no such column, empty where no remote server spoke.</summary>
    public string? RemoteMta { get; init; }

    /// <summary>Who sent a complaint report (ARF User-Agent); empty if not a complaint.</summary>
    public string Agent { get; init; } = "";

    /// <summary>For the operator's eyes; null for bounces. Stored beside the event and not read back with it.</summary>
    public MailReport? Report { get; init; }

    /// <summary>Cuts a text to <see cref="TextLimit"/> without halving a character.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= TextLimit)
            return text;
        return text[..(char.IsHighSurrogate(text[TextLimit - 1]) ? TextLimit - 1 : TextLimit)];
    }
}
