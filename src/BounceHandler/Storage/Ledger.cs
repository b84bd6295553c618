using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>What was done, append-only: every outcome and every list change with the status before it.</summary>
public sealed class Ledger
{
    private const string SelectEntries =
        "SELECT l.id, l.run, l.route, l.at, l.outcome, l.attempts, l.detail, " + EarlierOutcome + EventColumns.Select
        + " FROM ledger l JOIN events e ON e.id=l.event ";

    // Anything but Partly, Resolved and PassedOn, which say that the row was still queued.
    private const string EarlierOutcome =
        "(SELECT p.outcome FROM ledger p WHERE p.event=l.event AND p.route=l.route AND p.id<l.id AND p.outcome NOT IN (4,6,7) ORDER BY p.id DESC LIMIT 1), ";

    private readonly StoreReader _reader;
    private readonly RouteTable _routes;

    internal Ledger(StoreReader reader, RouteTable routes)
    {
        _reader = reader;
        _routes = routes;
    }

    /// <summary>The newest entry's id; 0 if there is none.</summary>
    public long LastId() => _reader.Read(statements => statements.Number("SELECT max(id) FROM ledger"));

    /// <summary>
    /// Entries of one run after <paramref name="afterId"/>, oldest first, among at most <paramref name="limit"/> of all runs;
    /// <paramref name="lastSeen"/> is where to go on.
    /// </summary>
    public IReadOnlyList<LedgerEntry> After(long afterId, long run, int limit, out long lastSeen)
    {
        var (entries, last) = _reader.Read(statements =>
        {
            var end = statements.Number("SELECT max(id) FROM (SELECT id FROM ledger WHERE id>$1 ORDER BY id LIMIT $2)", afterId, (long)limit);
            var rows = end == 0 ? [] : statements.Query(
                SelectEntries + "WHERE l.id>$1 AND l.id<=$2 AND l.run=$3 ORDER BY l.id", r => Entry(statements, r), afterId, end, run);
            return (WithChanges(statements, rows), end);
        });
        lastSeen = Math.Max(afterId, last);
        return entries;
    }

    /// <summary>Everything that was done about one recipient, oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Of(string recipientIdentity) => _reader.Read(statements => WithChanges(
        statements, statements.Query(SelectEntries + "WHERE e.recipient=$1 ORDER BY l.id", r => Entry(statements, r), recipientIdentity)));

    /// <summary>
    /// What other events have changed for the recipient of a row, at its provider, after the row's own event had happened; the same event accepted again
    /// (<c>replay --again</c>) is no other one. Only a person's own word
    /// (complaint, unsubscribe) says that a person's earlier word has been carried out: for these, changes made by bounces do not count.
    /// </summary>
    public IReadOnlyList<LaterChange> LaterThan(SpoolRow row) => row.Event.Recipient is not { } recipient ? [] : _reader.Read(statements => statements.Query(
        // CROSS JOIN: from the few events of the recipient to their changes, never the other way round.
        "SELECT c.list, o.kind, max(l.at) FROM events o CROSS JOIN ledger l ON l.event=o.id CROSS JOIN changes c ON c.ledger=l.id "
        + "WHERE o.recipient=$1 AND o.identity<>$2 AND l.route=$3 AND l.at>$4 AND c.status_before<>c.status_after AND ($5=0 OR o.kind IN (3,4)) "
        + "GROUP BY c.list, o.kind",
        r => new LaterChange(r.GetString(0), (EventKind)r.GetInt32(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2))),
        recipient.Identity, row.Event.Identity.ToBytes(), _routes.Id(statements, row.Route), row.Event.OccurredAt.ToUnixTimeMilliseconds(),
        row.Event.Kind is EventKind.Complaint or EventKind.Unsubscribe ? 1L : 0L));

    private static List<LedgerEntry> WithChanges(StatementCache statements, List<LedgerEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var changes = statements.Query(
                "SELECT list, list_name, subscriber, status_before, status_after FROM changes WHERE ledger=$1 ORDER BY id",
                r => new ListChange(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4)), entries[i].Id);
            entries[i] = entries[i] with { Changes = changes };
        }

        return entries;
    }

    private LedgerEntry Entry(StatementCache statements, StatementRow r) => new(
        r.GetInt64(0), r.GetInt64(1), _routes.Route(statements, r.GetInt64(2)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3)),
        (LedgerOutcome)r.GetInt32(4), r.GetInt32(5), r.GetString(6), [], EventColumns.Read(r, 8),
        r.IsDBNull(7) ? null : (LedgerOutcome)r.GetInt32(7));
}
