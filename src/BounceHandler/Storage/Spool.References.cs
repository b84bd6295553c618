using BounceHandler.Classification;
using BounceHandler.Events;

namespace BounceHandler.Storage;

public sealed partial class Spool
{
    /// <summary>How long the other routes of an event wait to hear whom its reference names: a provider that is down must not hold them up for longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Of the event of a row of "spool", besides that row; also one that is held and is let go in the next moment.
    private const string AnAskedRowIsOpen =
        "EXISTS (SELECT 1 FROM spool o WHERE o.event=spool.event AND o.id<>spool.id AND o.asked=1 AND o.state IN (0,1,4))";

    // Two providers may both tell, and even tell different things: a route is told once, by whoever tells first.
    private const string ToldBefore =
        "SELECT count(*) FROM events e WHERE e.origin=$1 AND e.id<>$3 AND (EXISTS (SELECT 1 FROM spool s WHERE s.event=e.id AND s.route=$2) "
        + "OR EXISTS (SELECT 1 FROM ledger l WHERE l.event=e.id AND l.route=$2))";

    private static readonly long PatienceMilliseconds = (long)Patience.TotalMilliseconds;

    /// <summary>
    /// A provider has told whom the reference of a row's event names, and it is not the recipient that the event had, if it had one: in one transaction
    /// the row goes on with that recipient, and so do the other routes: rows that wait are changed, missing ones are made. Idempotent.
    /// </summary>
    /// <param name="row">The row of the provider that was asked.</param>
    /// <param name="recipient">Whom the reference names.</param>
    /// <param name="others">Where else the event goes now that the recipient is known.</param>
    /// <param name="detail">For the ledger.</param>
    /// <returns>The row as it is now; null if it is not in the spool any more.</returns>
    public Task<SpoolRow?> ResolveAsync(SpoolRow row, EmailAddress recipient, IReadOnlyList<Route> others, string detail)
    {
        var now = _time.GetUtcNow();
        var resolved = row.Event with { Recipient = recipient };
        return _writer.WriteAsync(statements =>
        {
            if (statements.Number("SELECT count(*) FROM spool WHERE id=$1 AND event=$2", row.Id, row.EventId) == 0)
                return null;
            var copy = EventColumns.Insert(statements, resolved, resolved.Identity.ToBytes(), row.Run, row.AcceptedAt.ToUnixTimeMilliseconds());
            statements.Run("UPDATE events SET origin=$2 WHERE id=$1", copy, row.EventId);
            statements.Run("UPDATE spool SET event=$2 WHERE id=$1", row.Id, copy);
            var moved = row with { EventId = copy, Event = resolved };
            LedgerRows.Insert(statements, _routes, moved, LedgerOutcome.Resolved, BounceEvent.Cut(detail), [], now);
            foreach (var other in others)
                PassOn(statements, row.EventId, moved with { Route = other, Attempts = 0 }, now);
            return moved;
        });
    }

    /// <summary>A provider has told that an event's reference names the recipient it has: the other routes need not wait any longer.</summary>
    public Task StopWaitingAsync(SpoolRow row)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements => StopWaiting(statements, row, now));
    }

    /// <summary>
    /// A provider does not know an event's reference. While another one is still asked, this row waits with the others for its answer, for as long as
    /// <see cref="Patience"/> lasts; else nobody need wait any longer, and the recipient as reported counts.
    /// </summary>
    /// <param name="row">The row of the provider that was asked.</param>
    /// <param name="detail">For the ledger, the first time.</param>
    /// <returns>False if the row waits.</returns>
    public Task<bool> AnswerUnknownAsync(SpoolRow row, string detail)
    {
        var now = _time.GetUtcNow();
        var patience = row.AcceptedAt + Patience;
        return _writer.WriteAsync(statements =>
        {
            var waits = now < patience && statements.Run(
                "UPDATE spool SET due=$2 WHERE id=$1 AND EXISTS (SELECT 1 FROM spool o WHERE o.event=spool.event AND o.id<>spool.id AND o.asked=1 "
                + "AND o.state=0 AND (o.due<=$3 OR o.attempts>0))",
                row.Id, patience.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()) > 0;
            if (waits)
                return false;
            if (row.Attempts == 0)
                LedgerRows.Insert(statements, _routes, row, LedgerOutcome.Resolved, BounceEvent.Cut(detail), [], now);
            StopWaiting(statements, row, now.ToUnixTimeMilliseconds());
            return true;
        });
    }

    // From now on nobody waits for this event: a row that is asked again must not find another one "still asked" that has answered and is being applied.
    private static int StopWaiting(StatementCache statements, SpoolRow row, long now) => statements.Run(
        "UPDATE spool SET asked=0, due=CASE WHEN state=0 AND due>$2 AND attempts=0 THEN $2 ELSE due END WHERE event=$1", row.EventId, now);

    // A row that is due may be under way at this moment with the recipient it was read with: it is left to end, and one more is made.
    private void PassOn(StatementCache statements, long original, SpoolRow copy, DateTimeOffset now)
    {
        var (route, at) = (_routes.Id(statements, copy.Route), now.ToUnixTimeMilliseconds());
        if (statements.Number(ToldBefore, original, route, copy.EventId) > 0)
            return;
        statements.Run("INSERT OR IGNORE INTO seen(identity, route, at) VALUES($1,$2,$3)", copy.Event.Identity.ToBytes(), route, at);
        var moved = statements.Run(
            "UPDATE spool SET event=$3, due=$4 WHERE event=$1 AND route=$2 AND (state IN (1,4) OR (state=0 AND due>$4))", original, route, copy.EventId, at);
        if (moved > 0)
            return;
        statements.Run(InsertRow, copy.EventId, route, copy.Run, (long)SpoolState.Queued, at, 0L);
        LedgerRows.Insert(statements, _routes, copy, LedgerOutcome.PassedOn, "", [], now);
    }
}
