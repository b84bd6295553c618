using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>Everything that the operator is told of one complaint or unsubscribe.</summary>
public sealed class ReportReader
{
    // An event and those whose recipient was found by way of it.
    private const string WithDerived = "(SELECT $1 UNION ALL SELECT id FROM events WHERE origin=$1)";

    private readonly StoreReader _reader;
    private readonly RouteTable _routes;

    internal ReportReader(StoreReader reader, RouteTable routes)
    {
        _reader = reader;
        _routes = routes;
    }

    /// <summary>Reads it; null if the event or its report is forgotten.</summary>
    public EventMaterial? Read(long eventId) => _reader.Read(statements =>
    {
        var found = statements.Query(
            "SELECT e.accepted, r.from_header, r.subject, r.list_unsubscribe, r.reporting_mta, r.source_ip, r.reported_domain, r.headers, "
            + EventColumns.Select + " FROM events e JOIN reports r ON r.event=e.id WHERE e.id=$1",
            r => (Accepted: r.GetInt64(0), Event: EventColumns.Read(r, 8) with { Report = Report(r) }), eventId);
        if (found.Count == 0)
            return null;
        var (accepted, bounceEvent) = found[0];
        return new EventMaterial(
            eventId, bounceEvent, DateTimeOffset.FromUnixTimeMilliseconds(accepted), Resolved(statements, eventId), Outcomes(statements, eventId),
            Waiting(statements, eventId));
    });

    private static MailReport Report(StatementRow r) => new()
    {
        From = r.GetString(1),
        Subject = r.GetString(2),
        ListUnsubscribe = r.GetString(3),
        ReportingMta = r.GetString(4),
        SourceIp = r.GetString(5),
        ReportedDomain = r.GetString(6),
        Headers = r.GetString(7),
    };

    private static EmailAddress? Resolved(StatementCache statements, long eventId) => statements.Query(
        "SELECT recipient, ifnull(spelling, recipient) FROM events WHERE origin=$1 AND recipient IS NOT NULL ORDER BY id LIMIT 1",
        r => new EmailAddress(r.GetString(1), r.GetString(0)), eventId).FirstOrDefault();

    private List<EventOutcome> Outcomes(StatementCache statements, long eventId)
    {
        var rows = statements.Query(
            "SELECT id, route, outcome, detail FROM ledger WHERE event IN " + WithDerived + " ORDER BY id",
            r => (Id: r.GetInt64(0), Route: r.GetInt64(1), Outcome: (LedgerOutcome)r.GetInt32(2), Detail: r.GetString(3)), eventId);
        return [.. rows.Select(row => new EventOutcome(_routes.Route(statements, row.Route), row.Outcome, row.Detail, statements.Query(
            "SELECT list, list_name, subscriber, status_before, status_after FROM changes WHERE ledger=$1 ORDER BY id",
            r => new ListChange(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4)), row.Id)))];
    }

    private List<EventWaiting> Waiting(StatementCache statements, long eventId) => [.. statements.Query(
        "SELECT route, state, error FROM spool WHERE event IN " + WithDerived + " ORDER BY id",
        r => (Route: r.GetInt64(0), State: (SpoolState)r.GetInt32(1), Error: r.GetString(2)), eventId)
        .Select(row => new EventWaiting(_routes.Route(statements, row.Route), row.State, row.Error))];
}
