namespace BounceHandler.Storage;

/// <summary>Finds the recipients whose deliveries matter: those with soft bounces, and those of bounces that wait for the operator. Goes on where it stopped.</summary>
internal sealed class TrackedReader(StoreReader reader)
{
    /// <summary>Rows of each kind that are looked at at once: some milliseconds, which records may have to wait.</summary>
    public const long MostRows = 10_000;

    private long _softBounces;
    private long _rows;

    /// <summary>The last look has not come to the end.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Has any process heard of deliveries lately?</summary>
    public bool AreDeliveriesHeardOf(DateTimeOffset now) =>
        reader.Read(statements => DeliveryTable.Covered(statements, now.ToUnixTimeMilliseconds()) is not null);

    /// <summary>Identities of recipients that have come to matter since the last call; a page of them where there are many.</summary>
    public IReadOnlyList<string> Next() => reader.Read(statements =>
    {
        var found = new List<string>();
        foreach (var (id, recipient) in statements.Query(
            "SELECT id, recipient FROM soft_bounces WHERE id>$1 ORDER BY id LIMIT $2", r => (r.GetInt64(0), r.GetString(1)), _softBounces, MostRows))
        {
            _softBounces = id;
            found.Add(recipient);
        }

        var (end, rows) = statements.Query(
            "SELECT ifnull(max(id), 0), count(*) FROM (SELECT id FROM spool WHERE id>$1 ORDER BY id LIMIT $2)", r => (r.GetInt64(0), r.GetInt64(1)),
            _rows, MostRows)[0];
        HasMore = found.Count == MostRows || rows == MostRows;
        if (end > _rows)
        {
            found.AddRange(statements.Query(
                "SELECT e.recipient FROM spool s CROSS JOIN events e ON e.id=s.event WHERE s.id>$1 AND s.id<=$2 AND s.state IN (1,4) "
                + "AND e.kind IN (0,1) AND e.record_type IN ('b','rb') AND e.recipient IS NOT NULL",
                r => r.GetString(0), _rows, end));
            _rows = end;
        }

        return found;
    });
}
