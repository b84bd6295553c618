using BounceHandler.Classification;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Logging;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Takes decisions into the spool, writes the records' log lines, and keeps the run's own notes up to date.</summary>
public sealed class SpoolAcceptor : IAcceptor
{
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTotals = TimeSpan.FromHours(1);

    private readonly Store _store;
    private readonly OutcomeReporter _reporter;
    private readonly Action _wake;
    private readonly ComplaintReport _complaints;
    private readonly BrakeAlarms _brake;
    private readonly BlockReport _blocks;
    private readonly OperatorLog _log;
    private readonly bool _again;
    private readonly TimeProvider _time;
    private readonly RecordCounts? _counts;
    private (IReadOnlyList<Route>? Routes, IReadOnlyList<string> Names) _named = (null, []);
    private IReadOnlyList<string>? _header;
    private long _toldUpTo;
    private long _notedTotal;
    private DateTimeOffset _notedAt;
    private DateTimeOffset _totalsAt;

    /// <param name="store">The state.</param>
    /// <param name="run">This run.</param>
    /// <param name="reporter">Learns what was accepted.</param>
    /// <param name="wake">Tells this process's dispatcher, if it is one.</param>
    /// <param name="alarms">Told when complaints come in too fast.</param>
    /// <param name="log">The log.</param>
    /// <param name="again">Accept events that were accepted before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="counts">Rows that are to be added to the shared counters; null if nobody asks for them.</param>
    public SpoolAcceptor(
        Store store, long run, OutcomeReporter reporter, Action wake, Alarms alarms, OperatorLog log, bool again, TimeProvider time,
        RecordCounts? counts = null)
    {
        _store = store;
        Run = run;
        _reporter = reporter;
        _wake = wake;
        _brake = new BrakeAlarms(alarms, log, time);
        _log = log;
        _again = again;
        _time = time;
        _counts = counts;
        _complaints = new ComplaintReport(alarms, time);
        _blocks = new BlockReport(store, alarms, log, time);
        _notedAt = _totalsAt = time.GetUtcNow();
    }

    /// <inheritdoc/>
    public long Run { get; }

    /// <summary>Bytes of standard input that have been accepted, for the run's notes; null for files.</summary>
    public long? AcceptedBytes { get; set; }

    /// <summary>Plain addresses are meant, however many: they are not held.</summary>
    public bool AddressesAreMeant { get; init; }

    /// <summary>What is read may have been read before: replies that blame the sender are counted only where none are stored, soft bounces only where deliveries are known.</summary>
    public bool Replays
    {
        init
        {
            _blocks.Known = value ? new KnownBlocks(_store.Blocks) : null;
            _store.Deliveries.ReadsHistory = value;
        }
    }

    /// <summary>This run has plain addresses that are held.</summary>
    public bool HoldsAddresses { get; private set; }

    /// <inheritdoc/>
    public bool CountsSoftBounces => _store.Spool.CountsSoftBounces;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Decision.Accept> batch)
    {
        // In front of what may be older than they are; one after the other in the writer's queue.
        var noting = _store.Deliveries.FlushAsync(all: false);
        // Whoever delivers may be done with the batch before its lines are written; what stands in the ledger now is about earlier ones.
        _toldUpTo = _store.Ledger.LastId();
        _store.Deliveries.SoftBouncesCounted(batch.Count(accept => accept.HardRoutes.Count > 0));
        var taken = await _store.Spool.AddAsync(Run, [.. batch.Select(Entry)], _again);
        await noting;
        _wake();
        return taken;
    }

    /// <inheritdoc/>
    public void Accepted(Decision.Accept decision, Acceptance taken)
    {
        // The brake holds the hard bounce only; what stays soft is on its way.
        var judged = taken.Hard?.Routes ?? taken.Routes;
        Count(judged, taken.HeldBy is not null);
        if (judged.Count < taken.Routes.Count)
            Count(taken.Routes.Except(judged), held: false);
        _reporter.Released(taken.Freed, _store.Spool.Observes);
        HoldsAddresses |= taken.HeldBy is not null && decision.Event.RecordType == "address";
        if (taken.Hard is var (hard, hardRoutes))
            LogConverted(decision, hard, hardRoutes, taken);
        else
            _log.Bounced(decision.Event, decision.Label, Names(taken.Routes), taken.HeldBy, RemoteBounces.AwaitsProof(decision.Event));
        if (taken.Closing is { } closing)
            _brake.Add(closing);
        if (decision.Event.Kind == EventKind.Block)
            _blocks.Count(decision.Event);
        if (decision.Event.Kind == EventKind.Complaint)
            _complaints.Count(decision.Event);
    }

    /// <summary>Writes the sums of replies that blame the sender.</summary>
    public void SummariseBlocks() => _blocks.Summarise();

    /// <inheritdoc/>
    public IDisposable? Gather() => _log.Gather();

    /// <inheritdoc/>
    public bool ShowsSkippedRows => _log.ShowsSkippedRows;

    /// <inheritdoc/>
    public void Skipped(long offset, string reason, string detail, Decision.Skip? decision)
    {
        if (decision is { Verdict: Verdict.Block } && (decision.Judged ?? decision.Event) is { } blocked)
            _blocks.Count(blocked);
        if (decision?.Event is { } bounceEvent)
            _log.NotAccepted(bounceEvent, decision.Verdict.Word(), reason);
        else if (reason == SkipReason.Broken)
            _log.RowBroken(offset, detail);
        else if (_log.ShowsSkippedRows)
            _log.RowSkipped(offset, reason, detail.Length > 0 ? detail : decision?.Text ?? "");
    }

    private void Count(IEnumerable<Route> routes, bool held)
    {
        if (!held && _store.Spool.Observes)
            _reporter.Observed(routes);
        else
            _reporter.Accepted(routes, held);
    }

    // A soft bounce that has become a hard one for some, and for others stays what it is.
    private void LogConverted(Decision.Accept decision, BounceEvent hard, IReadOnlyList<Route> hardRoutes, Acceptance taken)
    {
        _log.Bounced(hard, "hard", Names(hardRoutes), taken.HeldBy);
        if (taken.Routes.Count > hardRoutes.Count)
            _log.Bounced(decision.Event, decision.Label, Names([.. taken.Routes.Except(hardRoutes)]), null);
    }

    // A campaign's bounces share one list of routes.
    private IReadOnlyList<string> Names(IReadOnlyList<Route> routes)
    {
        if (!ReferenceEquals(routes, _named.Routes))
            _named = (routes, [.. routes.Select(_store.Spool.Destination)]);
        return _named.Names;
    }

    // Somebody may have piped an export in by mistake: until the end of the list is seen nothing of it is done.
    private SpoolEntry Entry(Decision.Accept accept) => accept.Event.RecordType == "address" && !AddressesAreMeant
        ? new SpoolEntry(accept.Event, accept.Routes, Held: true) { HeldBy = HeldGroup.Addresses(Run) }
        : new SpoolEntry(accept.Event, accept.Routes, accept.IsHeld) { AskedFirst = accept.AskedFirst, HardRoutes = accept.HardRoutes };

    /// <inheritdoc/>
    public void Unterminated(long offset) => _log.Unterminated(offset);

    /// <inheritdoc/>
    public async Task HeaderAsync(IReadOnlyList<string> columns)
    {
        if (_header is not null && _header.SequenceEqual(columns))
            return;
        _header = columns;
        await _store.Layouts.RememberAsync(columns);
    }

    /// <inheritdoc/>
    public async Task TickAsync(RowTally tally, DateTimeOffset? lastRecord, bool allTold = true)
    {
        _reporter.Report(allTold ? long.MaxValue : _toldUpTo);
        await _store.Deliveries.FlushAsync(all: false);
        await _complaints.RaiseAsync();
        await _blocks.RaiseAsync();
        await _brake.TellAsync();
        var now = _time.GetUtcNow();
        if (tally.Total != _notedTotal && now - _notedAt >= BetweenNotes)
            await NoteAsync(tally, lastRecord, now);
        if (now - _totalsAt < BetweenTotals)
            return;
        _totalsAt = now;
        _log.TotalsSoFar(tally.Totals(_reporter.Totals()));
        _blocks.Summarise();
    }

    /// <summary>Notes how far this run has come, for <c>status</c>.</summary>
    public async Task NoteAsync(RowTally tally, DateTimeOffset? lastRecord, DateTimeOffset now)
    {
        _notedTotal = tally.Total;
        _notedAt = now;
        await _blocks.StoreAsync();
        await _store.Runs.NoteAsync(Run, lastRecord, tally.Total, tally.Processed, tally.Skipped, AcceptedBytes);
        if (_counts is not null)
            await _store.Counters.AddAsync(_counts.Take());
    }
}
