using BounceHandler.Events;

namespace BounceHandler.Storage;

public sealed partial class Spool
{
    /// <summary>
    /// Makes observed rows due now; the time in which they must be delivered begins anew. A bounce that was followed by a delivery since leaves the
    /// queue instead, and the ledger says why. One page, in one transaction.
    /// </summary>
    /// <param name="rows">As they were read.</param>
    /// <returns>How many are queued now, and how many left.</returns>
    public Task<(int Released, int Superseded)> ReleaseObservedAsync(IReadOnlyList<SpoolRow> rows)
    {
        var now = _time.GetUtcNow();
        return _writer.WriteAsync(statements =>
        {
            var bounces = rows.Where(row => IsBounce(row.Event)).Select(row => row.Event.Recipient!.Identity).ToHashSet(StringComparer.Ordinal);
            var delivered = DeliveryTable.LastOf(statements, bounces);
            var (released, superseded) = (0, 0);
            foreach (var row in rows)
            {
                if (IsBounce(row.Event) && delivered.TryGetValue(row.Event.Recipient!.Identity, out var at) && row.Event.OccurredAt.ToUnixTimeMilliseconds() < at)
                    superseded += Supersede(statements, row, at, now);
                else
                    released += ReleaseObserved(statements, row.Id, now.ToUnixTimeMilliseconds());
            }

            return (released, superseded);
        });
    }

    private static bool IsBounce(BounceEvent e) => e is { Kind: EventKind.HardBounce or EventKind.SoftBounce, RecordType: "b" or "rb", Recipient: not null };

    private static int ReleaseObserved(StatementCache statements, long id, long now) => statements.Run(
        "UPDATE spool SET state=0, since=$2, due=$2+CASE WHEN asked=0 AND " + AnAskedRowIsOpen + " THEN $3 ELSE 0 END WHERE id=$1 AND state=4",
        id, now, PatienceMilliseconds);

    private int Supersede(StatementCache statements, SpoolRow row, long delivered, DateTimeOffset now)
    {
        var deleted = statements.Run("DELETE FROM spool WHERE id=$1 AND state=4", row.Id);
        var detail = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"something was delivered at {DateTimeOffset.FromUnixTimeMilliseconds(delivered).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, after this was reported");
        if (deleted > 0)
            LedgerRows.Insert(statements, _routes, row, LedgerOutcome.Superseded, detail, [], now);
        return deleted;
    }
}
