using BounceHandler.Classification.Brake;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>Rows of the table that says why something is held, inside a transaction.</summary>
internal static class HeldRows
{
    /// <summary>Notes why a row of the spool is held.</summary>
    public static void Insert(StatementCache statements, long row, long recipient, BounceEvent e, string group, long now) => statements.Run(
        "INSERT INTO held(spool, recipient, occurred, since, grp) VALUES($1,$2,$3,$4,$5)",
        row, recipient, e.OccurredAt.ToUnixTimeMilliseconds(), now, group);

    /// <summary>A row is not held any more.</summary>
    public static void Forget(StatementCache statements, long row) => statements.Run("DELETE FROM held WHERE spool=$1", row);

    /// <summary>Takes a held row out of the spool; the ledger says why. False if it is not held any more.</summary>
    public static bool Discard(StatementCache statements, long row, string detail, long now)
    {
        var noted = statements.Run(
            "INSERT INTO ledger(event, route, run, at, outcome, attempts, detail) SELECT event, route, run, $2, $3, attempts, $4 FROM spool WHERE id=$1 AND state=1",
            row, now, (long)LedgerOutcome.Discarded, detail);
        Forget(statements, row);
        return noted > 0 && statements.Run("DELETE FROM spool WHERE id=$1 AND state=1", row) > 0;
    }

    /// <summary>
    /// How the recipient of a hard bounce is found again; 0 for what no other bounce and no delivery says anything about: complaints, and addresses that the
    /// operator has listed.
    /// </summary>
    public static long RecipientOf(BounceEvent e) => BrakeGroups.Counts(e) ? BrakeGroup.IdOf(e.Recipient!.Identity) : 0;
}
