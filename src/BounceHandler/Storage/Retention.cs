using BounceHandler.Configuration;

namespace BounceHandler.Storage;

/// <summary>Forgets what has been kept long enough, in batches small enough that nobody waits for them. Suppressions are never forgotten, nor who has complained or left.</summary>
public sealed class Retention
{
    private const long BatchSize = 2000;

    // Longer than anybody's timer stands still: a file without a position is read anew from its beginning.
    private static readonly TimeSpan PositionsKept = TimeSpan.FromDays(90);

    private static readonly TimeSpan BlocksKept = TimeSpan.FromDays(31);

    private const string AreForgotten =
        "id>$1 AND id<=$2 AND accepted<$3 AND NOT EXISTS (SELECT 1 FROM spool s WHERE s.event=events.id) "
        + "AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.event=events.id)";

    private readonly StoreWriter _writer;
    private long _eventsLookedAt;

    internal Retention(StoreWriter writer) => _writer = writer;

    /// <summary>Forgets one batch of everything that is too old. True if there may be more.</summary>
    public Task<bool> ForgetAsync(RetentionSettings settings, DateTimeOffset now, SoftBounceSettings? softBounces = null)
    {
        var counted = now.AddDays(-(softBounces ?? new SoftBounceSettings()).Days).ToUnixTimeMilliseconds();
        var seen = now.AddDays(-settings.SeenDays).ToUnixTimeMilliseconds();
        var ledger = now.AddDays(-settings.LedgerDays).ToUnixTimeMilliseconds();
        var blocks = (now - BlocksKept).ToUnixTimeSeconds() / 3600;
        var positions = (now - PositionsKept).ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements =>
        {
            // Ids grow with time, so the oldest rows are the first ones.
            var forgotten = statements.Run(
                "DELETE FROM seen WHERE id IN (SELECT id FROM (SELECT id, at FROM seen ORDER BY id LIMIT $2) WHERE at<$1)", seen, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM changes WHERE ledger IN (SELECT id FROM (SELECT id, at FROM ledger ORDER BY id LIMIT $2) WHERE at<$1)", ledger, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM ledger WHERE id IN (SELECT id FROM (SELECT id, at FROM ledger ORDER BY id LIMIT $2) WHERE at<$1)", ledger, BatchSize);
            var mayHaveMore = ForgetEvents(statements, ledger);
            forgotten += statements.Run("DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE started<$1 LIMIT $2)", ledger, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM replay_positions WHERE (device, inode) IN (SELECT device, inode FROM replay_positions WHERE seen<$1 LIMIT $2)",
                positions, BatchSize);
            forgotten += statements.Run(
                "DELETE FROM blocks WHERE (hour, reason, vmta, domain) IN (SELECT hour, reason, vmta, domain FROM blocks WHERE hour<$1 LIMIT $2)", blocks, BatchSize);
            forgotten += BrakeWindows.Forget(statements, now, BatchSize);
            // As long as "seen" is kept: what a delivery has kept from being removed is not seen, and is judged anew when it is read again.
            forgotten += DeliveryTable.Forget(statements, Math.Min(seen, counted), BatchSize);
            forgotten += statements.Run(
                "DELETE FROM soft_bounces WHERE id IN (SELECT id FROM (SELECT id, noted FROM soft_bounces ORDER BY id LIMIT $2) WHERE noted<$1)",
                counted, BatchSize);
            forgotten += statements.Run("DELETE FROM outages WHERE ended<$1", ledger);
            return mayHaveMore || forgotten >= BatchSize;
        });
    }

    // Events may wait in the spool for years, failed or held: each batch goes on behind the last one, or they would hide all that come after them.
    private bool ForgetEvents(StatementCache statements, long limit)
    {
        var end = statements.Number(
            "SELECT max(id) FROM (SELECT id, accepted FROM events WHERE id>$1 ORDER BY id LIMIT $2) WHERE accepted<$3", _eventsLookedAt, BatchSize, limit);
        // What people have said of themselves holds for ever: no undo subscribes them again.
        statements.Run(
            "INSERT OR IGNORE INTO words(recipient, subscriber, list, kind) "
            + "SELECT ifnull(recipient, ''), ifnull(ref_subscriber, ''), ifnull(ref_list, ''), kind FROM events WHERE kind IN (3,4) AND " + AreForgotten,
            _eventsLookedAt, end, limit);
        statements.Run("DELETE FROM events WHERE " + AreForgotten, _eventsLookedAt, end, limit);
        statements.Run(
            "DELETE FROM reports WHERE event>$1 AND event<=$2 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.id=reports.event)", _eventsLookedAt, end);
        statements.Run(
            "DELETE FROM restores WHERE event>$1 AND event<=$2 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.id=restores.event)", _eventsLookedAt, end);
        _eventsLookedAt = end;
        return end > 0;
    }
}
