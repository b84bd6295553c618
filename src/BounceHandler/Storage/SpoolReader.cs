namespace BounceHandler.Storage;

/// <summary>What waits in the spool, for the dispatcher and for the operator.</summary>
public sealed class SpoolReader
{
    private const string Columns =
        "SELECT s.id, s.event, s.run, s.route, s.state, s.due, e.accepted, s.attempts, s.error, e.origin IS NOT NULL, ifnull(s.since, e.accepted), "
        + "CASE WHEN s.state=1 THEN (SELECT grp FROM held WHERE spool=s.id) END, " + HasOthers + EventColumns.Select;

    private const string SelectRows = Columns + " FROM spool s JOIN events e ON e.id=s.event ";

    // CROSS JOIN: in the order of the rows, so that a page goes on where the last one ended.
    private const string SelectInOrder = Columns + " FROM spool s CROSS JOIN events e ON e.id=s.event ";

    internal const string SelectPage = SelectInOrder + "WHERE s.id>$1 ORDER BY s.id LIMIT $2";

    internal const string SelectObserved = SelectInOrder + "WHERE s.id>$1 AND s.state=4 AND e.accepted>=$2 AND e.accepted<$3 ORDER BY s.id LIMIT $4";

    internal const string SelectHeld = Columns + HeldFilter.From + "AND h.spool>$6 ORDER BY h.spool LIMIT $7";

    // One look into an index where a row is the only one of its recipient, as nearly all are.
    private const string HasOthers = "EXISTS (SELECT 1 FROM events o WHERE o.recipient=e.recipient AND o.id<>e.id), ";

    private readonly StoreReader _reader;
    private readonly RouteTable _routes;

    internal SpoolReader(StoreReader reader, RouteTable routes)
    {
        _reader = reader;
        _routes = routes;
    }

    /// <summary>The rows of one provider that have been due longest, whatever tenant they belong to.</summary>
    public IReadOnlyList<SpoolRow> Due(string provider, DateTimeOffset now, int limit) => _reader.Read(statements =>
    {
        var rows = new List<SpoolRow>();
        foreach (var route in RouteTable.Of(statements, [provider]))
        {
            rows.AddRange(statements.Query(
                SelectRows + "WHERE s.route=$1 AND s.state=0 AND s.due<=$2 ORDER BY s.due, s.id LIMIT $3",
                r => Row(statements, r), route, now.ToUnixTimeMilliseconds(), (long)limit));
            // Tenant by tenant, so that each query follows the index; there may be hundreds, and no more than asked for is kept.
            if (rows.Count > limit)
                rows = [.. rows.OrderBy(row => row.Due).ThenBy(row => row.Id).Take(limit)];
        }

        return rows;
    });

    /// <summary>When the first queued row of one provider is or was due; null if none is queued.</summary>
    public DateTimeOffset? NextDue(string provider) => NextDueAfter(provider, DateTimeOffset.UnixEpoch);

    /// <summary>When the first queued row of one provider that is not due yet becomes due; null if there is none.</summary>
    public DateTimeOffset? NextDueAfter(string provider, DateTimeOffset now) => _reader.Read<DateTimeOffset?>(statements =>
    {
        var next = RouteTable.Of(statements, [provider])
            .Select(route => statements.Scalar("SELECT min(due) FROM spool WHERE route=$1 AND state=0 AND due>$2", route, now.ToUnixTimeMilliseconds()))
            .OfType<long>()
            .ToList();
        return next.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(next.Min());
    });

    /// <summary>Rows by provider and state.</summary>
    public IReadOnlyDictionary<(string Provider, SpoolState State), long> Counts() => _reader.Read(statements => statements
        .Query(
            // By route first: that follows an index, while a million rows by provider would be sorted in memory.
            "SELECT r.provider, s.state, sum(s.n) FROM (SELECT route, state, count(*) AS n FROM spool GROUP BY route, state) s "
            + "JOIN routes r ON r.id=s.route GROUP BY r.provider, s.state",
            r => (Key: (r.GetString(0), (SpoolState)r.GetInt32(1)), Count: r.GetInt64(2)))
        .ToDictionary(row => row.Key, row => row.Count));

    /// <summary>True if anything is queued for some providers.</summary>
    public bool AnyQueued(IReadOnlyCollection<string> providers) => providers.Any(provider => NextDue(provider) is not null);

    /// <summary>Queued rows of some providers; counts them all.</summary>
    public long CountQueued(IReadOnlyCollection<string> providers) =>
        Counts().Where(pair => pair.Key.State == SpoolState.Queued && providers.Contains(pair.Key.Provider)).Sum(pair => pair.Value);

    /// <summary>When the oldest queued row was accepted; null if none is queued.</summary>
    public DateTimeOffset? OldestQueued() => _reader.Read<DateTimeOffset?>(statements =>
        statements.Scalar("SELECT e.accepted FROM spool s JOIN events e ON e.id=s.event WHERE s.state=0 ORDER BY s.event LIMIT 1") is long at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null);

    /// <summary>True if rows of some providers wait to hear whom a reference names.</summary>
    public bool AnyWaiting(IReadOnlyCollection<string> providers, DateTimeOffset now) => _reader.Read(statements => RouteTable.Of(statements, providers)
        .Any(route => statements.Number(
            "SELECT EXISTS (SELECT 1 FROM spool WHERE route=$1 AND state=0 AND due>$2 AND attempts=0)", route, now.ToUnixTimeMilliseconds()) > 0));

    /// <summary>Complaints and unsubscribes that were accepted before <paramref name="limit"/> and are neither done nor held nor observed only: how many rows, and since when the oldest.</summary>
    public (long Count, DateTimeOffset Oldest) RequestsBefore(DateTimeOffset limit) => _reader.Read(statements => statements
        .Query(
            "SELECT count(*), ifnull(min(e.accepted), 0) FROM events e JOIN spool s ON s.event=e.id WHERE e.kind IN (3,4) AND e.accepted<=$1 AND s.state NOT IN (1,4)",
            r => (r.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1))), limit.ToUnixTimeMilliseconds())
        .First());

    /// <summary>When the row that has been due longest became due; null if none is queued.</summary>
    public DateTimeOffset? OldestDue() => _reader.Read<DateTimeOffset?>(statements =>
        statements.Scalar("SELECT min((SELECT min(due) FROM spool WHERE route=routes.id AND state=0)) FROM routes") is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);

    /// <summary>The error that some queued row of a provider met last; null if none has failed.</summary>
    public string? SomeError(string provider) => _reader.Read(statements => RouteTable.Of(statements, [provider])
        .Select(route => statements.Scalar("SELECT error FROM spool WHERE route=$1 AND state=0 AND error<>'' LIMIT 1", route) as string)
        .FirstOrDefault(error => error is not null));

    /// <summary>Rows after <paramref name="afterId"/> in the order they were accepted, for listings of any length.</summary>
    public IReadOnlyList<SpoolRow> List(long afterId, int limit) => _reader.Read(statements =>
        statements.Query(SelectPage, r => Row(statements, r), afterId, (long)limit));

    /// <summary>Observed rows after <paramref name="afterId"/> that were accepted in this time, oldest first.</summary>
    public IReadOnlyList<SpoolRow> Observed(long afterId, DateTimeOffset since, DateTimeOffset until, int limit) => _reader.Read(statements =>
        statements.Query(
            SelectObserved, r => Row(statements, r), afterId, since.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(), (long)limit));

    /// <summary>Observed rows in all.</summary>
    public long CountObserved() => Counts().Where(pair => pair.Key.State == SpoolState.Observed).Sum(pair => pair.Value);

    /// <summary>The newest row's id, also if it has left the spool; 0 if there was none.</summary>
    public long LastId() => _reader.Read(statements => statements.Number("SELECT seq FROM sqlite_sequence WHERE name='spool'"));

    /// <summary>One row; null if it is not in the spool.</summary>
    public SpoolRow? Find(long id) => _reader.Read(statements =>
        statements.Query(SelectRows + "WHERE s.id=$1", r => Row(statements, r), id).FirstOrDefault());

    /// <summary>What waits for one recipient.</summary>
    public IReadOnlyList<SpoolRow> Of(string recipientIdentity) => _reader.Read(statements =>
        statements.Query(SelectRows + "WHERE e.recipient=$1 ORDER BY s.id", r => Row(statements, r), recipientIdentity));

    /// <summary>Held rows after <paramref name="afterId"/>, oldest first.</summary>
    internal IReadOnlyList<SpoolRow> Held(HeldFilter filter, long afterId, int limit) => _reader.Read(statements => statements.Query(
        SelectHeld, r => Row(statements, r), [.. filter.Values, afterId, (long)limit]));

    private SpoolRow Row(StatementCache statements, StatementRow r) => new(
        r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), _routes.Route(statements, r.GetInt64(3)), (SpoolState)r.GetInt32(4),
        DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(6)), r.GetInt32(7), r.GetString(8),
        EventColumns.Read(r, 13))
    {
        IsResolved = r.GetBoolean(9),
        Since = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(10)),
        HeldBy = r.IsDBNull(11) ? null : r.GetString(11),
        HasOthers = r.GetBoolean(12),
    };
}
