using BounceHandler.Classification;
using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// Accepted work. <see cref="AddAsync"/> is the one place where responsibility is taken: before it returns nothing is ours, after it nothing may be lost.
/// </summary>
public sealed partial class Spool
{
    private const string NothingToDo = "nothing to do";

    // Giving up counts anew: a row that was retried by hand would else be given up at its next failure.
    private const string Retry =
        "UPDATE spool SET state=0, since=$2, due=$2+CASE WHEN state IN (1,4) AND asked=0 AND " + AnAskedRowIsOpen + " THEN $4 ELSE 0 END WHERE ";

    private const string InsertRow = "INSERT INTO spool(event, route, run, state, due, asked) VALUES($1,$2,$3,$4,$5,$6)";

    private readonly StoreWriter _writer;
    private readonly RouteTable _routes;
    private readonly TimeProvider _time;
    private readonly Deliveries _deliveries;
    private readonly BrakeBaselines _baselines;
    private EntryJudge? _judge;
    private SpoolState _accepted = SpoolState.Queued;

    internal Spool(StoreWriter writer, RouteTable routes, Deliveries deliveries, BrakeBaselines baselines, TimeProvider time)
    {
        _deliveries = deliveries;
        _writer = writer;
        _routes = routes;
        _baselines = baselines;
        _time = time;
    }

    /// <summary>Removals beyond these limits are held.</summary>
    public BrakeLimits Limits { get; set; } = new(new BrakeSettings { Enabled = false });

    /// <summary>
    /// Accepts from now on as the settings say: waves are held, soft bounces are counted, bounces older than a delivery are not taken, and in observe mode
    /// nothing is queued.
    /// </summary>
    public void Follow(Settings settings)
    {
        Limits = new BrakeLimits(settings.Brake);
        _accepted = settings.Mode == ActionMode.Observe ? SpoolState.Observed : SpoolState.Queued;
        _judge = settings.Evidence == EvidenceUse.Off ? null : new EntryJudge(settings.SoftBounces, _deliveries);
    }

    /// <summary>What is accepted is observed only: nothing is delivered before the operator says so.</summary>
    public bool Observes => _accepted == SpoolState.Observed;

    /// <summary>Soft bounces are counted now, also those that nobody has an action for.</summary>
    public bool CountsSoftBounces => _judge is not null && _deliveries.CountSoftBounces;

    /// <summary>How a record's line names where it goes.</summary>
    public string Destination(Route route) => Observes ? $"{route.Provider} (observed)" : route.Provider;

    /// <summary>
    /// Accepts events in one fsynced transaction. Returns, for each entry, what became of it; a route that had the event already does not take it
    /// again unless <paramref name="again"/>.
    /// </summary>
    /// <exception cref="StoreException">The state cannot be written: none of them is ours.</exception>
    public Task<IReadOnlyList<Acceptance>> AddAsync(long run, IReadOnlyList<SpoolEntry> entries, bool again = false)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements =>
        {
            var accepted = new Acceptance[entries.Count];
            var judged = _judge?.Judge(statements, entries, now) ?? [.. entries.Select(entry => new JudgedEntry(entry, null, null))];
            var holding = new Holding(statements, Limits, _baselines, run, judged, now) { ReleasedAs = _accepted };
            for (var i = 0; i < entries.Count; i++)
                accepted[i] = Add(statements, run, judged[i], now, again, holding);
            holding.Write();
            return (IReadOnlyList<Acceptance>)accepted;
        });
    }

    /// <summary>Makes every queued row of <paramref name="providers"/> that has failed before due now; rows that wait for an answer about a reference go on waiting.</summary>
    public Task<int> MakeDueAsync(IReadOnlyCollection<string> providers)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements => RouteTable.Of(statements, providers)
            .Sum(route => statements.Run("UPDATE spool SET due=$2 WHERE route=$1 AND state=0 AND due>$2 AND attempts>0", route, now)));
    }

    /// <summary>Puts a failed attempt back: due again at <paramref name="due"/>, with what it had changed before it failed.</summary>
    public Task PostponeAsync(SpoolRow row, DateTimeOffset due, string error, IReadOnlyList<Providers.ListChange> changes) =>
        _writer.WriteAsync(statements =>
        {
            LedgerRows.InsertIfChanged(statements, _routes, row, changes, _time.GetUtcNow());
            return statements.Run(
                "UPDATE spool SET due=$2, attempts=attempts+1, error=$3 WHERE id=$1", row.Id, due.ToUnixTimeMilliseconds(), BounceEvent.Cut(error));
        });

    /// <summary>Notes an error without counting an attempt: the provider as a whole refused us.</summary>
    public Task NoteRefusalAsync(SpoolRow row, string error, IReadOnlyList<Providers.ListChange> changes) =>
        _writer.WriteAsync(statements =>
        {
            LedgerRows.InsertIfChanged(statements, _routes, row, changes, _time.GetUtcNow());
            return statements.Run("UPDATE spool SET error=$2 WHERE id=$1", row.Id, BounceEvent.Cut(error));
        });

    /// <summary>Ends a row: outcome and list changes go to the ledger and the row leaves the spool, in one transaction.</summary>
    public Task CompleteAsync(SpoolRow row, LedgerOutcome outcome, string detail, IReadOnlyList<Providers.ListChange> changes) =>
        _writer.WriteAsync(statements =>
        {
            LedgerRows.Insert(statements, _routes, row, outcome, BounceEvent.Cut(detail), changes, _time.GetUtcNow());
            return statements.Run("DELETE FROM spool WHERE id=$1", row.Id);
        });

    /// <summary>Sets a row aside as failed or given up; it stays visible and can be retried.</summary>
    public Task SetAsideAsync(SpoolRow row, SpoolState state, LedgerOutcome outcome, string error, IReadOnlyList<Providers.ListChange> changes) =>
        _writer.WriteAsync(statements =>
        {
            LedgerRows.Insert(statements, _routes, row, outcome, BounceEvent.Cut(error), changes, _time.GetUtcNow());
            return statements.Run("UPDATE spool SET state=$2, attempts=attempts+1, error=$3 WHERE id=$1", row.Id, (long)state, BounceEvent.Cut(error));
        });

    /// <summary>Makes rows due now, also failed and given-up ones, and held and observed ones if <paramref name="alsoHeld"/>. Returns how many.</summary>
    public Task<int> RetryAsync(IReadOnlyList<long> ids, bool alsoHeld = false)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements => ids.Sum(id =>
        {
            if (alsoHeld)
                HeldRows.Forget(statements, id);
            return statements.Run(Retry + "id=$1 AND (state NOT IN (1,4) OR $3)", id, now, alsoHeld ? 1L : 0L, PatienceMilliseconds);
        }));
    }

    /// <summary>Takes rows out of the queue; the ledger says so. Returns how many.</summary>
    public Task<int> DropAsync(IReadOnlyList<SpoolRow> rows) =>
        _writer.WriteAsync(statements => rows.Sum(row =>
        {
            HeldRows.Forget(statements, row.Id);
            var deleted = statements.Run("DELETE FROM spool WHERE id=$1", row.Id);
            if (deleted > 0)
                LedgerRows.Insert(statements, _routes, row, LedgerOutcome.Dropped, "dropped by the operator", [], _time.GetUtcNow());
            return deleted;
        }));

    /// <summary>Makes a held row due, or an observed one where nothing is delivered yet. False if it is not held any more.</summary>
    internal static bool Release(StatementCache statements, long id, long now, SpoolState to = SpoolState.Queued)
    {
        HeldRows.Forget(statements, id);
        return to == SpoolState.Observed
            ? statements.Run("UPDATE spool SET state=4 WHERE id=$1 AND state=1", id) > 0
            : statements.Run(Retry + "id=$1 AND state=$3", id, now, (long)SpoolState.Held, PatienceMilliseconds) > 0;
    }

    private Acceptance Add(StatementCache statements, long run, in JudgedEntry judged, long now, bool again, Holding holding)
    {
        if (judged.Entry is not { } entry)
            return new Acceptance([]) { SkipReason = judged.SkipReason! };
        var taken = Add(statements, run, entry, now, again, holding);
        if (judged.Hard is not { } converted)
            return entry.Routes.Count > 0 ? taken : taken with { SkipReason = NothingToDo };
        var hard = Add(statements, run, converted, now, again, holding);
        return hard.Routes.Count == 0 ? taken : hard with { Routes = [.. taken.Routes, .. hard.Routes], Hard = (converted.Event, hard.Routes) };
    }

    private Acceptance Add(StatementCache statements, long run, SpoolEntry entry, long now, bool again, Holding holding)
    {
        var identity = entry.Event.Identity.ToBytes();
        // Null as long as all have taken it: nearly every entry is new everywhere.
        List<Route>? taking = null;
        var isNew = true;
        for (var i = 0; i < entry.Routes.Count; i++)
        {
            var isNewHere = statements.Run(
                "INSERT OR IGNORE INTO seen(identity, route, at) VALUES($1,$2,$3)", identity, _routes.Id(statements, entry.Routes[i]), now) > 0;
            isNew &= isNewHere;
            if (!isNewHere && !again)
                taking ??= [.. entry.Routes.Take(i)];
            else
                taking?.Add(entry.Routes[i]);
        }

        var accepted = taking ?? entry.Routes;
        if (accepted.Count == 0)
            return new Acceptance(accepted);
        var eventId = EventColumns.Insert(statements, entry.Event, identity, run, now);
        var (heldBy, closing, freed) = holding.Decide(entry, isNew);
        for (var i = 0; i < accepted.Count; i++)
        {
            var route = accepted[i];
            var isAsked = entry.AskedFirst.Contains(route.Provider);
            statements.Run(
                InsertRow, eventId, _routes.Id(statements, route), run, heldBy is null ? (long)_accepted : (long)SpoolState.Held,
                isAsked || entry.AskedFirst.Count == 0 ? now : now + PatienceMilliseconds, isAsked ? 1L : 0L);
            if (heldBy is not null)
                holding.Hold(entry.Event, heldBy, statements.LastId, route);
        }

        return new Acceptance(accepted) { HeldBy = heldBy, Closing = closing, Freed = freed };
    }
}
