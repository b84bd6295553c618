using BounceHandler.Configuration;

namespace BounceHandler.Storage;

/// <summary>Forgets what has been kept long enough, in batches small enough that nobody waits for them. Suppressions are never forgotten.</summary>
public sealed class Retention
{
    private const long BatchSize = 2000;

    private readonly StoreWriter _writer;

    internal Retention(StoreWriter writer) => _writer = writer;

    /// <summary>Forgets one batch of everything that is too old. True if there may be more.</summary>
    public Task<bool> ForgetAsync(RetentionSettings settings, DateTimeOffset now)
    {
        var seen = now.AddDays(-settings.SeenDays).ToUnixTimeMilliseconds();
        var ledger = now.AddDays(-settings.LedgerDays).ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements =>
        {
            // Ids grow with time, so the oldest rows are the first ones.
            var forgotten = statements.Run(
                "DELETE FROM seen WHERE id IN (SELECT id FROM (SELECT id, at FROM seen ORDER BY id LIMIT $2) WHERE at<$1)", seen, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM changes WHERE ledger IN (SELECT id FROM (SELECT id, at FROM ledger ORDER BY id LIMIT $2) WHERE at<$1)", ledger, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM ledger WHERE id IN (SELECT id FROM (SELECT id, at FROM ledger ORDER BY id LIMIT $2) WHERE at<$1)", ledger, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM events WHERE id IN (SELECT e.id FROM (SELECT id, accepted FROM events ORDER BY id LIMIT $2) e WHERE e.accepted<$1 "
                + "AND NOT EXISTS (SELECT 1 FROM spool s WHERE s.event=e.id) AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.event=e.id))",
                ledger, BatchSize);
            forgotten += statements.Run("DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE started<$1 LIMIT $2)", ledger, BatchSize);
            forgotten += statements.Run("DELETE FROM outages WHERE ended<$1", ledger);
            return forgotten >= BatchSize;
        });
    }
}
