using BounceHandler.Events;
using BounceHandler.Statistics;

namespace BounceHandler.Storage;

/// <summary>What <see cref="CounterTable.AdvanceAsync"/> has counted.</summary>
/// <param name="Counted">What was added to the counters.</param>
/// <param name="IsComplete">False: there was more than fits into one transaction.</param>
public sealed record CounterAdvance(IReadOnlyList<Counter> Counted, bool IsComplete);

/// <summary>
/// Numbers that outlive processes. Events and the ledger are counted up to a mark that moves in the same transaction: a crash counts nothing twice and
/// forgets nothing.
/// </summary>
public sealed class CounterTable
{
    /// <summary>Rows counted in one transaction: some milliseconds, so that nobody waits.</summary>
    public const int MostRows = 20_000;

    private const string EventsMark = "counted events";
    private const string LedgerMark = "counted ledger";

    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;

    internal CounterTable(StoreWriter writer, StoreReader reader)
    {
        _writer = writer;
        _reader = reader;
    }

    /// <summary>All counters.</summary>
    public IReadOnlyList<Counter> Read() => _reader.Read(statements => statements.Query(
        "SELECT name, label, value FROM counters ORDER BY name, label", r => new Counter(r.GetString(0), r.GetString(1), r.GetInt64(2))));

    /// <summary>Adds to counters; all of it or, on an error, nothing.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task AddAsync(IReadOnlyCollection<Counter> deltas) => deltas.Count == 0
        ? Task.CompletedTask
        : _writer.WriteAsync(statements =>
        {
            Add(statements, deltas);
            return true;
        });

    /// <summary>Takes the counters of one name out: they are the caller's to bring somewhere, or to add again.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task<IReadOnlyList<Counter>> TakeAsync(string name) => _writer.WriteAsync(statements =>
    {
        var taken = statements.Query("SELECT label, value FROM counters WHERE name=$1", r => new Counter(name, r.GetString(0), r.GetInt64(1)), name);
        if (taken.Count > 0)
            statements.Run("DELETE FROM counters WHERE name=$1", name);
        return (IReadOnlyList<Counter>)taken;
    });

    /// <summary>Counts what happened since the last time, by whatever process: events by kind, ledger entries and list changes by provider.</summary>
    /// <param name="graphSince">
    /// What happened from here on is also added to <see cref="CounterName.Graph"/>, which has no place for the past; null: nothing is.
    /// </param>
    /// <param name="limit">Most rows of each table.</param>
    /// <exception cref="StoreException">The state cannot be written: nothing was counted.</exception>
    public Task<CounterAdvance> AdvanceAsync(DateTimeOffset? graphSince, int limit = MostRows)
    {
        var since = graphSince?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        return _writer.WriteAsync(statements =>
        {
            var counted = new List<Counter>();
            var events = Move(
                statements, EventsMark, "SELECT max(id), count(*) FROM (SELECT id FROM events WHERE id>$1 ORDER BY id LIMIT $2)", limit,
                (from, to) => counted.AddRange(Events(statements, from, to, since)));
            var ledger = Move(
                statements, LedgerMark, "SELECT max(id), count(*) FROM (SELECT id FROM ledger WHERE id>$1 ORDER BY id LIMIT $2)", limit,
                (from, to) => counted.AddRange(Outcomes(statements, from, to).Concat(Removals(statements, from, to, since))));
            Add(statements, counted);
            return new CounterAdvance(counted, events < limit && ledger < limit);
        });
    }

    // How many rows lie between the mark and where it stands now.
    private static long Move(StatementCache statements, string mark, string next, int limit, Action<long, long> count)
    {
        var from = statements.Number("SELECT value FROM marks WHERE name=$1", mark);
        var (to, rows) = statements.Query(next, r => (r.IsDBNull(0) ? 0 : r.GetInt64(0), r.GetInt64(1)), from, (long)limit)[0];
        if (rows == 0)
            return 0;
        count(from, to);
        statements.Run("INSERT INTO marks(name, value) VALUES($1,$2) ON CONFLICT(name) DO UPDATE SET value=excluded.value", mark, to);
        return rows;
    }

    // An event with an origin repeats one for a recipient that had to be asked for.
    private static IEnumerable<Counter> Events(StatementCache statements, long from, long to, long since)
    {
        var kinds = statements.Query(
            "SELECT kind, count(*), sum(accepted>=$3) FROM events WHERE id>$1 AND id<=$2 AND origin IS NULL GROUP BY kind",
            r => (Kind: (EventKind)r.GetInt32(0), Count: r.GetInt64(1), Recent: r.GetInt64(2)), from, to, since);
        foreach (var (kind, count, recent) in kinds)
        {
            yield return new Counter(CounterName.Events, LabelSet.Of(("kind", Name(kind))), count);
            if (recent > 0 && kind is not (EventKind.Unsubscribe or EventKind.Restore))
                yield return new Counter(CounterName.Graph, kind == EventKind.Complaint ? GraphSource.Complaints : GraphSource.Bounces, recent);
        }
    }

    // Entries that only say on what the row goes on are no outcome: asked whom a reference names, and passed on.
    private static List<Counter> Outcomes(StatementCache statements, long from, long to) => statements.Query(
        "SELECT r.provider, l.outcome, count(*) FROM ledger l JOIN routes r ON r.id=l.route WHERE l.id>$1 AND l.id<=$2 AND l.outcome NOT IN (6,7) "
        + "GROUP BY r.provider, l.outcome",
        r => new Counter(
            CounterName.Outcomes, LabelSet.Of(("provider", r.GetString(0)), ("outcome", Name((LedgerOutcome)r.GetInt32(1)))), r.GetInt64(2)),
        from, to);

    // CROSS JOIN: from the ledger to its changes, never the other way round.
    private static IEnumerable<Counter> Removals(StatementCache statements, long from, long to, long since)
    {
        var providers = statements.Query(
            "SELECT r.provider, count(*), sum(l.at>=$3) FROM ledger l CROSS JOIN changes c ON c.ledger=l.id JOIN routes r ON r.id=l.route "
            + "WHERE l.id>$1 AND l.id<=$2 AND l.outcome<>9 AND c.status_before<>c.status_after GROUP BY r.provider",
            r => (Provider: r.GetString(0), Count: r.GetInt64(1), Recent: r.GetInt64(2)), from, to, since);
        foreach (var (provider, count, recent) in providers)
        {
            yield return new Counter(CounterName.Removals, LabelSet.Of(("provider", provider)), count);
            if (recent > 0)
                yield return new Counter(CounterName.Graph, GraphSource.Provider(provider), recent);
        }
    }

    private static void Add(StatementCache statements, IReadOnlyCollection<Counter> deltas)
    {
        foreach (var (name, labels, value) in deltas)
        {
            statements.Run(
                "INSERT INTO counters(name, label, value) VALUES($1,$2,$3) ON CONFLICT(name, label) DO UPDATE SET value=value+excluded.value",
                name, labels, value);
        }
    }

    private static string Name(EventKind kind) => kind switch
    {
        EventKind.HardBounce => "hard",
        EventKind.SoftBounce => "soft",
        EventKind.Block => "block",
        EventKind.Complaint => "complaint",
        EventKind.Restore => "restore",
        _ => "unsubscribe",
    };

    private static string Name(LedgerOutcome outcome) => outcome switch
    {
        LedgerOutcome.Done => "done",
        LedgerOutcome.NothingToDo => "nothing_to_do",
        LedgerOutcome.Failed => "failed",
        LedgerOutcome.GaveUp => "gave_up",
        LedgerOutcome.Partly => "partly",
        LedgerOutcome.Dropped => "dropped",
        LedgerOutcome.Superseded => "superseded",
        LedgerOutcome.Restored => "restored",
        LedgerOutcome.NotRestored => "not_restored",
        LedgerOutcome.Discarded => "discarded",
        _ => "other",
    };
}
