using System.Text;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Classification;

/// <summary>What a bounce record says: whom it is about, when it happened, and the text worth keeping.</summary>
internal static class BounceReading
{
    private const int CountableLength = 40;

    /// <summary>
    /// The recipient: of a local bounce <c>rcpt</c>; of a remote one the address encoded in the VERP sender, else <c>orcpt</c>, else <c>rcpt</c>, since a
    /// forwarder reports its own address there.
    /// </summary>
    /// <returns>The address, or the reason to skip the row.</returns>
    /// <param name="record">The record.</param>
    /// <param name="isSender">Is this very address configured as a sender?</param>
    public static (EmailAddress? Recipient, string Reason) RecipientOf(AccountingRecord record, Predicate<string> isSender)
    {
        var rcpt = record[Column.Rcpt] ?? "";
        if (record.RecordType == RecordType.RemoteBounce)
        {
            var orcpt = WithoutType(record[Column.Orcpt] ?? "");
            if (Verp.TryDecode(record[Column.Orig] ?? "", out var readings))
                return OfVerp(readings, orcpt, rcpt, isSender) is { } encoded ? (encoded, "") : (null, "ambiguous VERP sender");

            if (EmailAddress.TryParse(orcpt, out var original))
                return (original, "");
        }

        return EmailAddress.TryParse(rcpt, out var recipient)
            ? (recipient, "")
            : (null, EmailAddress.IsRedacted(rcpt) ? "redacted recipient" : "no valid recipient");
    }

    /// <summary>Makes the event, but for its identity, which costs more than all else and which nobody needs of a row that is skipped.</summary>
    public static BounceEvent Read(AccountingRecord record, EmailAddress recipient, Judgement judgement, DateTimeOffset now)
    {
        var queued = record.Time(Column.TimeQueued);
        var logged = record.Time(Column.TimeLogged);
        var type = TypeName(record);
        var sender = Text(record, Column.Orig);
        var job = JobOf(record);
        return new BounceEvent
        {
            Identity = default,
            Kind = judgement.Verdict switch
            {
                Verdict.Hard => EventKind.HardBounce,
                Verdict.Block => EventKind.Block,
                _ => EventKind.SoftBounce,
            },
            RecordType = type,
            OccurredAt = logged ?? queued ?? now,
            Rule = judgement.Rule,
            Reason = judgement.Reason,
            Recipient = recipient,
            Category = Text(record, Column.BounceCat),
            EnvelopeSender = sender,
            VirtualMta = Text(record, Column.Vmta),
            JobId = job,
            FeedbackId = Text(record, Column.HeaderFeedbackId),
            MessageId = Text(record, Column.HeaderMessageId),
            Status = Text(record, Column.DsnStatus),
            Diagnostic = Text(record, Column.DsnDiag),
            RemoteMta = record.HasColumn(Column.DsnMta) ? Text(record, Column.DsnMta) : null,
        };
    }

    /// <summary>The identity of a bounce's event.</summary>
    public static EventIdentity IdentityOf(AccountingRecord record, BounceEvent bounce) => EventIdentityMaker.OfBounce(
        bounce.RecordType, bounce.Recipient!, bounce.EnvelopeSender, bounce.JobId, record.Time(Column.TimeQueued) ?? record.Time(Column.TimeLogged));

    /// <summary>The type as PowerMTA writes it.</summary>
    public static string TypeName(AccountingRecord record) => record.RecordType switch
    {
        RecordType.Bounce => "b",
        RecordType.RemoteBounce => "rb",
        RecordType.FeedbackLoop => "f",
        _ => "d",
    };

    /// <summary>The job id, else the <c>X-Job</c> header; empty if there is neither.</summary>
    public static string JobOf(AccountingRecord record) => Text(record, Column.JobId) is { Length: > 0 } id ? id : Text(record, Column.HeaderXJob);

    /// <summary>A column as an event keeps it: as written, cut; empty if absent.</summary>
    public static string Text(AccountingRecord record, Column column) => BounceEvent.Cut(record[column] ?? "");

    /// <summary>A name that a stranger wrote, as a short key to count under.</summary>
    public static string Countable(string name)
    {
        var key = new StringBuilder(CountableLength);
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, CountableLength)))
            key.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? char.ToLowerInvariant(c) : '?');
        return key.ToString();
    }

    // A hyphen in either local part makes several readings possible; the report itself often says which is meant, or the configured senders do.
    private static EmailAddress? OfVerp(IReadOnlyList<VerpReading> readings, string orcpt, string rcpt, Predicate<string> isSender)
    {
        if (readings.Count == 1)
            return readings[0].Recipient;
        var confirmed = readings.Where(reading => Same(reading.Recipient, orcpt) || Same(reading.Recipient, rcpt)).ToList();
        var named = confirmed.Count > 0 ? confirmed : [.. readings.Where(reading => isSender(reading.Sender))];
        return named.Count == 1 || confirmed.Count > 0 ? named[0].Recipient : null;
    }

    private static bool Same(EmailAddress candidate, string text) => EmailAddress.TryParse(text, out var address) && address.Identity == candidate.Identity;

    // ORCPT carries its address type in front (RFC 3461 4.2); PowerMTA logs it with or without.
    private static string WithoutType(string orcpt) => orcpt.StartsWith("rfc822;", StringComparison.OrdinalIgnoreCase) ? orcpt[7..] : orcpt;
}
