using BounceHandler.Providers;

namespace BounceHandler.Storage;

public sealed partial class UndoTable
{
    /// <summary>Ledger entries counted in one transaction: some milliseconds, so that nobody waits.</summary>
    public const int MostCounted = 20_000;

    internal const string SelectNotRestored =
        "SELECT r.event, t.provider, e.spelling, r.list, r.list_name, r.subscriber, r.status_before, r.status_after, l.detail, max(l.at) "
        + "FROM restores r CROSS JOIN ledger l ON l.event=r.event AND l.outcome=10 CROSS JOIN events e ON e.id=r.event CROSS JOIN routes t ON t.id=l.route "
        + "WHERE r.run=$1 AND r.event>$2 GROUP BY r.event ORDER BY r.event LIMIT $3";

    /// <summary>
    /// Counts what has become of every undo that has not ended since the last time. One whose process is gone and of which nothing is in the spool has
    /// ended: it is returned once more as not open, and from then on only if <see cref="NoteWrittenAsync"/> was not called for it.
    /// </summary>
    /// <exception cref="StoreException">The state cannot be read or written: nothing was counted.</exception>
    public async Task<IReadOnlyList<UndoProgress>> AdvanceAsync(Func<long, bool> isAlive)
    {
        var open = _observer.Read(statements => statements.Query("SELECT run FROM undos WHERE ended IS NULL ORDER BY run", r => r.GetInt64(0)));
        var progress = new List<UndoProgress>();
        foreach (var run in open)
        {
            // In this order: what it has spooled is in the spool when it is gone, and what has left the spool is in the ledger when that is counted.
            var mayGrow = isAlive(run);
            var isWaiting = await _writer.WriteAsync(statements => IsWaiting(statements, run));
            while (!await _writer.WriteAsync(statements => Count(statements, run)))
            {
            }

            progress.Add(_observer.Read(statements => Read(statements, run, isOpen: mayGrow || isWaiting)));
        }

        return progress;
    }

    /// <summary>Notes what stands in an undo's file, and that it has ended.</summary>
    public Task NoteWrittenAsync(UndoProgress progress)
    {
        var ended = progress.IsOpen ? (long?)null : _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements =>
            statements.Run("UPDATE undos SET written=$2, ended=$3 WHERE run=$1", progress.Run, progress.NotRestored, ended));
    }

    /// <summary>Rows of an undo that did not come back, after <paramref name="afterEvent"/>, for files of any length; each once.</summary>
    public IReadOnlyList<LostRow> NotRestored(long run, long afterEvent, int limit) => _observer.Read(statements => statements.Query(
        SelectNotRestored,
        r => new LostRow(
            r.GetInt64(0), r.GetString(1), r.GetString(2), new ListChange(r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7)),
            r.GetString(8), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(9))),
        run, afterEvent, (long)limit));

    // True when everything has been counted.
    private static bool Count(StatementCache statements, long run)
    {
        var seen = statements.Number("SELECT seen FROM undos WHERE run=$1", run);
        var end = statements.Number("SELECT max(id) FROM (SELECT id FROM ledger WHERE id>$1 ORDER BY id LIMIT $2)", seen, (long)MostCounted);
        if (end == 0)
            return true;
        var outcomes = statements.Query(
            "SELECT outcome, count(*) FROM ledger WHERE id>$1 AND id<=$2 AND run=$3 GROUP BY outcome",
            r => (Outcome: (LedgerOutcome)r.GetInt32(0), Count: r.GetInt64(1)), seen, end, run);
        long Of(LedgerOutcome outcome) => outcomes.Where(one => one.Outcome == outcome).Sum(one => one.Count);
        var (restored, nothing, not) = (Of(LedgerOutcome.Restored), Of(LedgerOutcome.NothingToDo), Of(LedgerOutcome.NotRestored));
        statements.Run(
            "UPDATE undos SET seen=$2, restored=restored+$3, nothing_to_do=nothing_to_do+$4, not_restored=not_restored+$5, others=others+$6 WHERE run=$1",
            run, end, restored, nothing, not, outcomes.Sum(one => one.Count) - restored - nothing - not);
        return end - seen < MostCounted;
    }

    // The rows end nearly in their order: looking goes on where it stopped. What was set aside is counted, and waits for the operator, perhaps for ever.
    private static bool IsWaiting(StatementCache statements, long run)
    {
        var next = statements.Number(
            "SELECT r.event FROM restores r WHERE r.run=$1 AND r.event>=(SELECT open FROM undos WHERE run=$1) "
            + "AND EXISTS (SELECT 1 FROM spool s WHERE s.event=r.event AND s.state NOT IN (2,3)) ORDER BY r.event LIMIT 1", run);
        if (next > 0)
            statements.Run("UPDATE undos SET open=$2 WHERE run=$1 AND open<>$2", run, next);
        return next > 0;
    }

    private static UndoProgress Read(StatementCache statements, long run, bool isOpen) => statements.Query(
        "SELECT restored, nothing_to_do, not_restored, others, written FROM undos WHERE run=$1",
        r => new UndoProgress(run, r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), isOpen), run)[0];
}
