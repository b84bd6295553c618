using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>Takes back what bounces have changed: finds it in the ledger, spools it as work like any other, and keeps account of each undo.</summary>
public sealed partial class UndoTable
{
    internal const string SelectPage = "SELECT min(id) FROM (SELECT id FROM ledger WHERE id<$1 ORDER BY id DESC LIMIT $2)";

    internal const string SelectChanged =
        "SELECT l.id, e.recipient FROM ledger l CROSS JOIN events e ON e.id=l.event WHERE l.id>=$1 AND l.id<$2 AND ($3=0 OR l.run=$3) "
        + "AND l.at>=$4 AND l.at<$5 AND e.kind IN (0,1,2) AND e.recipient IS NOT NULL AND ($6 IS NULL OR substr(e.recipient, -length($6))=$6) "
        + "AND EXISTS (SELECT 1 FROM changes c WHERE c.ledger=l.id AND c.status_before<>c.status_after) ORDER BY l.id DESC";

    // Of a wish for $1 = ledger entry, $2 = list, $3 = subscriber: one in the spool, or one that has ended well (NothingToDo, Restored).
    private const string SelectState =
        "SELECT max(CASE WHEN EXISTS (SELECT 1 FROM spool s WHERE s.event=r.event) THEN 1 "
        + "WHEN EXISTS (SELECT 1 FROM ledger l WHERE l.event=r.event AND l.outcome IN (1,9)) THEN 2 ELSE 0 END) "
        + "FROM restores r WHERE r.ledger=$1 AND r.list=$2 AND r.subscriber=$3";

    // Events are forgotten some day, words are not.
    private const string HasSaid =
        "SELECT EXISTS (SELECT 1 FROM events WHERE recipient=$1 AND kind=$2) OR EXISTS (SELECT 1 FROM words WHERE recipient=$1 AND kind=$2)";

    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly StoreReader _observer;
    private readonly RouteTable _routes;
    private readonly TimeProvider _time;

    internal UndoTable(StoreWriter writer, StoreReader reader, StoreReader observer, RouteTable routes, TimeProvider time)
    {
        _observer = observer;
        _writer = writer;
        _reader = reader;
        _routes = routes;
        _time = time;
    }

    /// <summary>Recipients of bounces that have changed something, with the ledger entry that did, newest first.</summary>
    /// <param name="before">Only entries before this one; <paramref name="lastSeen"/> of the page before.</param>
    /// <param name="range">Which entries.</param>
    /// <param name="limit">Most entries to look at.</param>
    /// <param name="lastSeen">Where to go on; 0: nothing is left.</param>
    public IReadOnlyList<(long Ledger, string Recipient)> Changed(long before, UndoRange range, int limit, out long lastSeen)
    {
        var (found, first) = _reader.Read(statements =>
        {
            var first = statements.Number(SelectPage, before, (long)limit);
            List<(long Ledger, string Recipient)> found = first == 0 ? [] : statements.Query(
                SelectChanged, r => (r.GetInt64(0), r.GetString(1)), first, before, range.Run ?? 0, range.Since?.ToUnixTimeMilliseconds() ?? 0,
                range.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue, range.Domain is null ? (string?)null : "@" + range.Domain);
            return (found, first);
        });
        lastSeen = first;
        return found;
    }

    /// <summary>What became of an earlier wish to take the same back.</summary>
    public RestoreState StateOf(PlannedRestore planned) => _reader.Read(statements => State(statements, planned));

    /// <summary>
    /// What a person has said of his own: a complaint or an unsubscribe, at whatever time, for whatever tenant, also one that is only queued. Null: nothing.
    /// Nobody who has ever said so is subscribed again by us.
    /// </summary>
    /// <param name="recipient">The address.</param>
    /// <param name="change">The row; complaints may name it by its subscriber only.</param>
    public string? PersonsWord(EmailAddress recipient, ListChange change) => _reader.Read(statements =>
    {
        if (statements.Number(HasSaid, recipient.Identity, (long)EventKind.Complaint) > 0)
            return "this address has complained";
        if (statements.Number(HasSaid, recipient.Identity, (long)EventKind.Unsubscribe) > 0)
            return "this address has asked to be removed";
        if (statements.Number("SELECT EXISTS (SELECT 1 FROM suppressions WHERE recipient=$1 AND kind IN (3,4))", recipient.Identity) > 0)
            return "this address is suppressed for a complaint or an unsubscribe";
        var lists = statements.Query(
            "SELECT ref_list FROM events WHERE kind IN (3,4) AND ref_subscriber=$1 "
            + "UNION ALL SELECT nullif(list, '') FROM words WHERE subscriber=$1 AND subscriber<>''", r => r.IsDBNull(0) ? null : r.GetString(0), change.Subscriber);
        return lists.Exists(named => named is null || named.Split(',', StringSplitOptions.TrimEntries).Contains(change.List))
            ? "this subscriber has complained or asked to be removed"
            : null;
    });

    /// <summary>Spools, in one fsynced transaction, what is not under way and not done. Returns how many rows.</summary>
    /// <exception cref="StoreException">The state cannot be written: none of them is spooled.</exception>
    public Task<int> SpoolAsync(long run, IReadOnlyList<PlannedRestore> planned)
    {
        var now = _time.GetUtcNow();
        return _writer.WriteAsync(statements =>
        {
            statements.Run("INSERT OR IGNORE INTO undos(run, seen) SELECT $1, ifnull(max(id), 0) FROM ledger", run);
            return planned.Count(one => Spool(statements, run, one, now));
        });
    }

    /// <summary>What a row of the spool is to take back; null if it is no such row, or nobody knows any more.</summary>
    public AppliedChange? Work(SpoolRow row) => _reader.Read(statements => statements.Query(
        "SELECT kind, source, list, list_name, subscriber, status_before, status_after FROM restores WHERE event=$1",
        r => new AppliedChange(
            row.Event.Recipient, row.Route.Tenant, (EventKind)r.GetInt32(0), EventIdentity.FromBytes(r.GetBytes(1)),
            new ListChange(r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6))),
        row.EventId).FirstOrDefault());

    /// <summary>True if the same row of the same list has been changed by us after what is to be taken back: that has its own reason.</summary>
    public bool IsChangedAgain(SpoolRow row) => row.Event.Recipient is { } recipient && _reader.Read(statements => statements.Number(
        "SELECT EXISTS (SELECT 1 FROM restores r CROSS JOIN events o ON o.recipient=$2 CROSS JOIN ledger l ON l.event=o.id AND l.id>r.ledger AND l.route=$3 "
        + "AND l.outcome<>9 CROSS JOIN changes c ON c.ledger=l.id AND c.list=r.list AND c.subscriber=r.subscriber AND c.status_before<>c.status_after "
        + "WHERE r.event=$1)",
        row.EventId, recipient.Identity, _routes.Id(statements, row.Route)) > 0);

    private bool Spool(StatementCache statements, long run, PlannedRestore one, DateTimeOffset now)
    {
        if (State(statements, one) != RestoreState.Open)
            return false;
        var (change, identity) = (one.Change, EventIdentityMaker.OfRestore(one.Ledger, one.Change.List, one.Change.Subscriber, run));
        var restore = new BounceEvent
        {
            Identity = identity,
            Kind = EventKind.Restore,
            RecordType = "undo",
            OccurredAt = now,
            Rule = "undo",
            Recipient = one.Recipient,
            Diagnostic = BounceEvent.Cut($"list {change.List}: {change.After} is to become {change.Before} again"),
        };
        var at = now.ToUnixTimeMilliseconds();
        var eventId = EventColumns.Insert(statements, restore, identity.ToBytes(), run, at);
        statements.Run(
            "INSERT INTO restores(event, run, ledger, kind, source, list, list_name, subscriber, status_before, status_after) "
            + "VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            eventId, run, one.Ledger, (long)one.Cause, one.Source.ToBytes(), change.List, change.ListName, change.Subscriber, change.Before, change.After);
        statements.Run(
            "INSERT INTO spool(event, route, run, state, due) VALUES($1,$2,$3,$4,$5)", eventId, _routes.Id(statements, one.Route), run,
            (long)SpoolState.Queued, at);
        return true;
    }

    private static RestoreState State(StatementCache statements, PlannedRestore planned) =>
        (RestoreState)statements.Number(SelectState, planned.Ledger, planned.Change.List, planned.Change.Subscriber);
}
