using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Classification;

/// <summary>What a feedback-loop record says (PowerMTA guide 11.2.8, 12.7): what was reported, by whom, about whom.</summary>
internal static class ComplaintReading
{
    /// <summary>The rule of a complaint about the address that the report names.</summary>
    public const string RecipientRule = "complaint:rcpt";

    /// <summary>The feedback type in lower case; empty if the report has none, as those of Microsoft and of PowerMTA 4.0.</summary>
    public static string TypeOf(AccountingRecord record) => (record[Column.FeedbackType] ?? "").Trim().ToLowerInvariant();

    /// <summary>
    /// Makes the event. Its recipient is <c>rcpt</c>, else the address in the List-Unsubscribe header, else null; its reference is not chosen yet.
    /// </summary>
    /// <param name="record">A feedback-loop record.</param>
    /// <param name="type">Its <see cref="TypeOf"/>.</param>
    /// <param name="unsubscribes">What its List-Unsubscribe header says, as far as it can be trusted.</param>
    /// <param name="now">For a record without a readable time.</param>
    public static BounceEvent Read(AccountingRecord record, string type, IEnumerable<UnsubscribeReading> unsubscribes, DateTimeOffset now)
    {
        // Redacted ("...@example.com"), empty and unreadable are the same here: nobody is named.
        var reported = EmailAddress.TryParse(record[Column.Rcpt] ?? "", out var rcpt) ? rcpt : null;
        var carried = reported is null ? unsubscribes.Select(unsubscribe => unsubscribe.Recipient).FirstOrDefault(address => address is not null) : null;
        var queued = record.Time(Column.TimeQueued);
        var logged = record.Time(Column.TimeLogged);
        var sender = BounceReading.Text(record, Column.Orig);
        var job = BounceReading.JobOf(record);
        return new BounceEvent
        {
            // Of the reported recipient, so that the identity does not change with the configured forms of unsubscribe addresses.
            Identity = EventIdentityMaker.OfComplaint(
                reported, sender, job, queued ?? logged, record[Column.HeaderMessageId] ?? "", record[Column.HeaderListUnsubscribe] ?? "",
                string.Join('\n', record[Column.HeaderFeedbackId], record[Column.HeaderListId], record[Column.SubscriberUid], record[Column.MailerListId], record[Column.MailerRecipientId])),
            Kind = EventKind.Complaint,
            RecordType = "f",
            OccurredAt = logged ?? queued ?? now,
            Rule = carried is null ? RecipientRule : ReferenceCandidate.ListUnsubscribeRule,
            Recipient = reported ?? carried,
            Category = BounceEvent.Cut(type),
            EnvelopeSender = sender,
            JobId = job,
            FeedbackId = BounceReading.Text(record, Column.HeaderFeedbackId),
            MessageId = BounceReading.Text(record, Column.HeaderMessageId),
            Agent = AgentOf(record),
            Report = new MailReport
            {
                From = BounceReading.Text(record, Column.HeaderFrom),
                Subject = BounceReading.Text(record, Column.HeaderSubject),
                ListUnsubscribe = BounceReading.Text(record, Column.HeaderListUnsubscribe),
                ReportingMta = BounceReading.Text(record, Column.ReportingMta),
                SourceIp = BounceReading.Text(record, Column.DlvSourceIp),
                ReportedDomain = BounceReading.Text(record, Column.ReportedDomain),
            },
        };
    }

    /// <summary>What may tell whose mail it was, the most telling first: envelope sender, <c>Return-Path</c>, the address in <c>From</c>.</summary>
    public static IReadOnlyList<string> SendersOf(AccountingRecord record) =>
        [record[Column.Orig] ?? "", record[Column.HeaderReturnPath] ?? "", AddressIn(record[Column.HeaderFrom] ?? "")];

    // Microsoft's reports name no program; the domain tells Outlook.com's from others.
    private static string AgentOf(AccountingRecord record)
    {
        if (Trimmed(record, Column.UserAgent) is { Length: > 0 } agent)
            return BounceEvent.Cut(agent);
        if (Trimmed(record, Column.Format).Equals("jmrp", StringComparison.OrdinalIgnoreCase))
            return BounceEvent.Cut($"Microsoft JMRP/{Trimmed(record, Column.ReportedDomain)}".TrimEnd('/'));
        return Trimmed(record, Column.ReportingMta) is { Length: > 0 } mta ? BounceEvent.Cut(mta) : "feedback loop";
    }

    // A display name may hold anything, also brackets; the address comes last (RFC 5322 3.4).
    private static string AddressIn(string from)
    {
        var open = from.LastIndexOf('<');
        var close = open < 0 ? -1 : from.IndexOf('>', open);
        return close < 0 ? from : from[(open + 1)..close];
    }

    private static string Trimmed(AccountingRecord record, Column column) => (record[column] ?? "").Trim();
}
