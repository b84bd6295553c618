using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>How an event is written to and read from its row.</summary>
internal static class EventColumns
{
    /// <summary>The columns <see cref="Read"/> expects, in order, of a table or alias <c>e</c>.</summary>
    public const string Select =
        "e.identity, e.occurred, e.kind, e.record_type, e.rule, e.recipient, e.spelling, e.ref_campaign, e.ref_list, e.ref_subscriber, e.category, "
        + "e.sender, e.vmta, e.job, e.feedback_id, e.message_id, e.status, e.diagnostic, e.remote_mta, e.agent";

    private const string InsertSql =
        "INSERT INTO events(identity, run, accepted, occurred, kind, record_type, rule, recipient, spelling, ref_campaign, ref_list, ref_subscriber, "
        + "category, sender, vmta, job, feedback_id, message_id, status, diagnostic, remote_mta, agent) "
        + "VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22)";

    /// <summary>Inserts an event and returns its row id.</summary>
    public static long Insert(StatementCache statements, BounceEvent e, byte[] identity, long run, long acceptedMilliseconds)
    {
        statements.Run(
            InsertSql, identity, run, acceptedMilliseconds, e.OccurredAt.ToUnixTimeMilliseconds(), (long)e.Kind, e.RecordType, e.Rule,
            e.Recipient?.Identity, e.Recipient?.Spelling, e.Reference?.Campaign, e.Reference?.List, e.Reference?.Subscriber, e.Category,
            e.EnvelopeSender, e.VirtualMta, e.JobId, e.FeedbackId, e.MessageId, e.Status, e.Diagnostic, e.RemoteMta, e.Agent);
        var id = statements.LastId;
        if (e.Report is { } report)
            InsertReport(statements, id, e.Kind, report, acceptedMilliseconds);
        return id;
    }

    // The notice is due at once: whoever sends it waits until the event is settled.
    private static void InsertReport(StatementCache statements, long id, EventKind kind, MailReport report, long now)
    {
        statements.Run(
            "INSERT INTO reports(event, from_header, subject, list_unsubscribe, reporting_mta, source_ip, reported_domain, headers) "
            + "VALUES($1,$2,$3,$4,$5,$6,$7,$8)",
            id, report.From, report.Subject, report.ListUnsubscribe, report.ReportingMta, report.SourceIp, report.ReportedDomain, report.Headers);
        statements.Run(
            "INSERT INTO notices(kind, event, created, due) VALUES($1,$2,$3,$3)",
            (long)(kind == EventKind.Complaint ? NoticeKind.Complaint : NoticeKind.Unsubscribe), id, now);
    }

    /// <summary>Reads an event whose columns start at <paramref name="first"/>.</summary>
    public static BounceEvent Read(StatementRow row, int first)
    {
        string? Text(int column) => row.IsDBNull(first + column) ? null : row.GetString(first + column);
        var campaign = Text(7);
        var list = Text(8);
        var subscriber = Text(9);
        return new BounceEvent
        {
            Identity = EventIdentity.FromBytes(row.GetBytes(first)),
            OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 1)),
            Kind = (EventKind)row.GetInt32(first + 2),
            RecordType = row.GetString(first + 3),
            Rule = row.GetString(first + 4),
            Recipient = Text(5) is { } identity ? new EmailAddress(Text(6) ?? identity, identity) : null,
            Reference = campaign is null && list is null && subscriber is null ? null : new SubscriberRef(campaign, list, subscriber),
            Category = row.GetString(first + 10),
            EnvelopeSender = row.GetString(first + 11),
            VirtualMta = row.GetString(first + 12),
            JobId = row.GetString(first + 13),
            FeedbackId = row.GetString(first + 14),
            MessageId = row.GetString(first + 15),
            Status = row.GetString(first + 16),
            Diagnostic = row.GetString(first + 17),
            RemoteMta = Text(18),
            Agent = row.GetString(first + 19),
        };
    }
}
