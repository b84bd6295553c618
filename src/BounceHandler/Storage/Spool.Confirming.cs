using BounceHandler.Classification;
using BounceHandler.Events;

namespace BounceHandler.Storage;

// A remote bounce that only its Feedback-ID may prove: every row of it waits for the answer of a provider that can tell whom that names.
public sealed partial class Spool
{
    /// <summary>The reference names the recipient: all rows of the event go on as they are, now. Null if the row has left the spool, or the answer was known.</summary>
    public Task<SpoolRow?> ConfirmAsync(SpoolRow row, string detail)
    {
        var now = _time.GetUtcNow();
        return _writer.WriteAsync(statements =>
        {
            if (!IsOpen(statements, row))
                return null;
            var moved = MoveToCopy(statements, row, row.Event, detail, now);
            statements.Run(
                "UPDATE spool SET event=$2, asked=0, due=CASE WHEN state=0 AND due>$3 THEN $3 ELSE due END WHERE event=$1",
                row.EventId, moved.EventId, now.ToUnixTimeMilliseconds());
            // Only now it is one of its group's removals.
            BrakeWindows.AddReleased(statements, [moved.Event]);
            return moved;
        });
    }

    /// <summary>
    /// The reference names somebody else, or nobody: this row goes on as a soft bounce, and once nobody is left who could prove it, the others end.
    /// Null if the row has left the spool, or another answer was known.
    /// </summary>
    public Task<SpoolRow?> SoftenAsync(SpoolRow row, string detail)
    {
        var now = _time.GetUtcNow();
        return _writer.WriteAsync(statements =>
        {
            if (!IsOpen(statements, row))
                return null;
            var soft = row.Event with { Kind = EventKind.SoftBounce, Rule = RemoteBounces.UnprovenRule };
            var moved = MoveToCopy(statements, row, soft, detail, now);
            if (statements.Number("SELECT count(*) FROM spool WHERE event=$1 AND asked=1 AND state IN (0,1,4)", row.EventId) > 0)
                return moved;
            statements.Run(
                "INSERT INTO ledger(event, route, run, at, outcome, attempts, detail) SELECT event, route, run, $2, $3, attempts, $4 FROM spool WHERE event=$1",
                row.EventId, now.ToUnixTimeMilliseconds(), (long)LedgerOutcome.NothingToDo, BounceEvent.Cut(detail));
            statements.Run("DELETE FROM held WHERE spool IN (SELECT id FROM spool WHERE event=$1)", row.EventId);
            statements.Run("DELETE FROM spool WHERE event=$1", row.EventId);
            return moved;
        });
    }

    /// <summary>Puts a row back until somebody has told whom its event's reference names. False if nobody is left who could.</summary>
    public Task<bool> AwaitAnswerAsync(SpoolRow row)
    {
        var due = _time.GetUtcNow() + Patience;
        return _writer.WriteAsync(statements => statements.Run(
            "UPDATE spool SET due=$2, attempts=attempts+1, error=$3 WHERE id=$1 AND (event<>$4 OR " + AnAskedRowIsOpen + ")",
            row.Id, due.ToUnixTimeMilliseconds(), "waits to hear whom the Feedback-ID names", row.EventId) > 0);
    }

    private static bool IsOpen(StatementCache statements, SpoolRow row) =>
        statements.Number("SELECT count(*) FROM spool WHERE id=$1 AND event=$2", row.Id, row.EventId) > 0;

    // The event as it was stays for the ledger; its copy says by its origin that the answer is known.
    private SpoolRow MoveToCopy(StatementCache statements, SpoolRow row, BounceEvent e, string detail, DateTimeOffset now)
    {
        var copy = EventColumns.Insert(statements, e, e.Identity.ToBytes(), row.Run, row.AcceptedAt.ToUnixTimeMilliseconds());
        statements.Run("UPDATE events SET origin=$2 WHERE id=$1", copy, row.EventId);
        statements.Run("UPDATE spool SET event=$2, asked=0 WHERE id=$1", row.Id, copy);
        var moved = row with { EventId = copy, Event = e, IsResolved = true };
        LedgerRows.Insert(statements, _routes, moved, LedgerOutcome.Resolved, BounceEvent.Cut(detail), [], now);
        return moved;
    }
}
