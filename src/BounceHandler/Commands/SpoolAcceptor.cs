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
    private static readonly TimeSpan AlarmHour = TimeSpan.FromHours(1);

    // Strangers choose the names that are reported: this many alarms in an hour, then one that stands for all others.
    private const int MostAlarmsInHour = 5;

    private readonly Store _store;
    private readonly OutcomeReporter _reporter;
    private readonly Action _wake;
    private readonly Alarms _alarms;
    private readonly ComplaintRate _complaints = new();
    private readonly Queue<ComplaintAlarm> _raised = new();
    private int _alarmsInHour;
    private DateTimeOffset _alarmHourEnds;
    private readonly OperatorLog _log;
    private readonly bool _again;
    private readonly TimeProvider _time;
    private readonly RecordCounts? _counts;
    private IReadOnlyList<string>? _header;
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
        _alarms = alarms;
        _log = log;
        _again = again;
        _time = time;
        _counts = counts;
        _notedAt = _totalsAt = time.GetUtcNow();
    }

    /// <inheritdoc/>
    public long Run { get; }

    /// <summary>Bytes of standard input that have been accepted, for the run's notes; null for files.</summary>
    public long? AcceptedBytes { get; set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Decision.Accept> batch)
    {
        // In front of what may be older than they are; one after the other in the writer's queue.
        var noting = _store.Deliveries.FlushAsync(all: false);
        var taken = await _store.Spool.AddAsync(Run, [.. batch.Select(Entry)], _again);
        await noting;
        _wake();
        return taken;
    }

    /// <inheritdoc/>
    public void Accepted(Decision.Accept decision, Acceptance taken)
    {
        if (_store.Spool.Observes && !decision.IsHeld)
            _reporter.Observed(taken.Routes);
        else
            _reporter.Accepted(taken.Routes, decision.IsHeld);
        if (taken.Hard is var (hard, hardRoutes))
            _log.Bounced(hard, "hard", [.. hardRoutes.Select(_store.Spool.Destination)]);
        if (taken.Hard is null || taken.Routes.Count > taken.Hard.Value.Routes.Count)
            _log.Bounced(decision.Event, decision.Label, [.. taken.Routes.Except(taken.Hard?.Routes ?? []).Select(_store.Spool.Destination)]);
        if (decision.Event is { Kind: EventKind.Complaint, Report: { } report } e
            && _complaints.Count(report.SourceIp, report.ReportedDomain, e.OccurredAt) is { } alarm)
        {
            _raised.Enqueue(alarm);
        }
    }

    /// <inheritdoc/>
    public void Skipped(long offset, string reason, string detail, Decision.Skip? decision)
    {
        if (decision?.Event is { } bounceEvent)
            _log.NotAccepted(bounceEvent, decision.Verdict.ToString().ToLowerInvariant(), reason);
        else if (reason == SkipReason.Broken)
            _log.RowBroken(offset, detail);
        else if (_log.ShowsSkippedRows)
            _log.RowSkipped(offset, reason, detail.Length > 0 ? detail : decision?.Text ?? "");
    }

    private static SpoolEntry Entry(Decision.Accept accept) =>
        new(accept.Event, accept.Routes, accept.IsHeld) { AskedFirst = accept.AskedFirst, HardRoutes = accept.HardRoutes };

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
    public async Task TickAsync(RowTally tally, DateTimeOffset? lastRecord)
    {
        _reporter.Report();
        await _store.Deliveries.FlushAsync(all: false);
        while (_raised.TryDequeue(out var alarm))
            await RaiseAsync(alarm);
        var now = _time.GetUtcNow();
        if (tally.Total != _notedTotal && now - _notedAt >= BetweenNotes)
            await NoteAsync(tally, lastRecord, now);
        if (now - _totalsAt < BetweenTotals)
            return;
        _totalsAt = now;
        _log.TotalsSoFar(tally.Totals(_reporter.Totals()));
    }

    private async Task RaiseAsync(ComplaintAlarm alarm)
    {
        if (alarm.SourceIp is { } source)
            await RaiseAsync($"from {source}", alarm.Hour);
        if (alarm.ReportedDomain is { } domain)
            await RaiseAsync($"about {domain}", alarm.Hour);
    }

    private async Task RaiseAsync(string name, DateTimeOffset hour)
    {
        var now = _time.GetUtcNow();
        if (now >= _alarmHourEnds)
            (_alarmsInHour, _alarmHourEnds) = (0, now + AlarmHour);
        if (++_alarmsInHour <= MostAlarmsInHour)
            await _alarms.ComplaintsAsync(name, hour);
        else if (_alarmsInHour == MostAlarmsInHour + 1)
            await _alarms.ComplaintsAsync("about many domains or from many sources", now);
    }

    /// <summary>Notes how far this run has come, for <c>status</c>.</summary>
    public async Task NoteAsync(RowTally tally, DateTimeOffset? lastRecord, DateTimeOffset now)
    {
        _notedTotal = tally.Total;
        _notedAt = now;
        await _store.Runs.NoteAsync(Run, lastRecord, tally.Total, tally.Processed, tally.Skipped, AcceptedBytes);
        if (_counts is not null)
            await _store.Counters.AddAsync(_counts.Take());
    }
}
