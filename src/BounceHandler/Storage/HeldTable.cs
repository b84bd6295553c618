using System.Globalization;
using BounceHandler.Classification;
using BounceHandler.Classification.Brake;

namespace BounceHandler.Storage;

/// <summary>
/// Rows that wait for the operator's word: what the brake holds, long lists of plain addresses, complaints from elsewhere. A release frees a row whatever
/// other group would hold it.
/// </summary>
public sealed class HeldTable
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly SpoolReader _rows;
    private readonly TimeProvider _time;

    internal HeldTable(StoreWriter writer, StoreReader reader, RouteTable routes, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        _rows = new SpoolReader(reader, routes);
        _time = time;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<HeldSummary> Groups(HeldFilter? filter = null) => [.. Listing(filter ?? new HeldFilter(), 0).Select(group => group.Summary)];

    /// <summary>The groups, the largest first, each with ids of its first rows. Looks at every held row once, however many groups there are.</summary>
    public IReadOnlyList<(HeldSummary Summary, IReadOnlyList<long> Rows)> Listing(HeldFilter filter, int rowsOfGroup)
    {
        var groups = new Dictionary<string, HeldSum>(StringComparer.Ordinal);
        void Add(StatementRow r)
        {
            var name = r.GetString(0);
            if (!groups.TryGetValue(name, out var group))
                groups[name] = group = new HeldSum();
            group.Add(r.GetInt64(1), r.GetInt64(2), rowsOfGroup);
        }

        _reader.Read(statements =>
        {
            if (filter.IsEverything)
                statements.Each("SELECT grp, spool, occurred FROM held ORDER BY spool", Add);
            else
                statements.Each("SELECT h.grp, h.spool, h.occurred" + HeldFilter.From + "ORDER BY h.spool", Add, filter.Values);
            return true;
        });
        return [.. groups.Select(pair => (pair.Value.Of(pair.Key), pair.Value.Rows)).OrderByDescending(one => one.Item1.Rows).ThenBy(one => one.Item1.Group, StringComparer.Ordinal)];
    }

    /// <summary>Rows after <paramref name="afterId"/>, oldest first, for listings of any length.</summary>
    public IReadOnlyList<SpoolRow> List(HeldFilter filter, long afterId, int limit) => _rows.Held(filter, afterId, limit);

    /// <summary>Since when the oldest row is held; null if none is.</summary>
    public DateTimeOffset? Oldest() => _reader.Read<DateTimeOffset?>(statements =>
        statements.Scalar("SELECT since FROM held ORDER BY spool LIMIT 1") is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);

    /// <summary>Held rows in all.</summary>
    public long Count() => _reader.Read(statements => statements.Number("SELECT count(*) FROM held"));

    /// <summary>Makes rows due now, and counts them as made. Returns how many were still held.</summary>
    public Task<int> ReleaseAsync(IReadOnlyList<SpoolRow> rows)
    {
        var now = Now;
        return _writer.WriteAsync(statements =>
        {
            var released = rows.Where(row => Spool.Release(statements, row.Id, now)).ToList();
            BrakeWindows.AddReleased(statements, released.DistinctBy(row => row.EventId).Select(row => row.Event));
            return released.Count;
        });
    }

    /// <summary>Takes rows out of the queue for good; the ledger says so. Returns how many were still held.</summary>
    public Task<int> DiscardAsync(IReadOnlyList<SpoolRow> rows)
    {
        var now = Now;
        return _writer.WriteAsync(statements => rows.Count(row => HeldRows.Discard(statements, row.Id, "discarded by the operator", now)));
    }

    /// <summary>
    /// The input of a run has ended: its plain addresses are released in one transaction if they are no more than <paramref name="most"/>, since a longer
    /// list may have been read by mistake.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="most">How many addresses are released by themselves.</param>
    /// <param name="observes">They are observed then, and not queued.</param>
    /// <param name="after">Rows up to this one are older than the run and need not be looked at.</param>
    public Task<AddressRelease> ReleaseAddressesAsync(long run, int most, bool observes = false, long after = 0)
    {
        var (now, group, to) = (Now, HeldGroup.Addresses(run), observes ? SpoolState.Observed : SpoolState.Queued);
        return _writer.WriteAsync(statements =>
        {
            var addresses = statements.Number(
                "SELECT count(*) FROM (SELECT DISTINCT s.event FROM held h CROSS JOIN spool s ON s.id=h.spool WHERE h.spool>$3 AND h.grp=$1 LIMIT $2)", group, most + 1L,
                after);
            if (addresses > most)
            {
                return new AddressRelease([], statements.Number(
                    "SELECT count(DISTINCT s.event) FROM held h CROSS JOIN spool s ON s.id=h.spool WHERE h.spool>$2 AND h.grp=$1", group, after));
            }

            var rows = statements.Query(
                "SELECT s.id, r.provider, r.tenant FROM held h CROSS JOIN spool s ON s.id=h.spool CROSS JOIN routes r ON r.id=s.route "
                + "WHERE h.spool>$2 AND h.grp=$1",
                r => (Id: r.GetInt64(0), Route: new Route(r.GetString(1), r.GetString(2))), group, after);
            return new AddressRelease([.. rows.Where(row => Spool.Release(statements, row.Id, now, to)).Select(row => row.Route)], 0);
        });
    }

    /// <summary>Takes out what deliveries have proved wrong: held hard bounces that are older than a delivery. Returns how many rows.</summary>
    public Task<int> DiscardDeliveredAsync(IReadOnlyList<Delivered> deliveries)
    {
        var now = Now;
        return _writer.WriteAsync(statements => DiscardDelivered(statements, deliveries, now));
    }

    /// <summary>The same inside a transaction: one query for all of them, and none where nothing is held.</summary>
    internal static int DiscardDelivered(StatementCache statements, IReadOnlyList<Delivered> deliveries, long now)
    {
        if (deliveries.Count == 0 || statements.Number("SELECT EXISTS (SELECT 1 FROM held)") == 0)
            return 0;
        var last = new Dictionary<long, DateTimeOffset>();
        foreach (var delivered in deliveries)
            last[BrakeGroup.IdOf(delivered.Recipient)] = delivered.At;
        return statements
            .Query(
                "SELECT h.spool, h.recipient, h.occurred FROM json_each($1) j CROSS JOIN held h ON h.recipient=j.value",
                r => (Row: r.GetInt64(0), Recipient: r.GetInt64(1), OccurredAt: r.GetInt64(2)), $"[{string.Join(',', last.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture)))}]")
            .Count(held => last[held.Recipient] is var at && held.OccurredAt < at.ToUnixTimeMilliseconds() && HeldRows.Discard(statements, held.Row, Proof(at), now));
    }

    private static string Proof(DateTimeOffset deliveredAt) => string.Create(
        CultureInfo.InvariantCulture, $"delivered at {deliveredAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, after this was reported: the address is good");
}
