namespace BounceHandler.Storage;

/// <summary>
/// Last deliveries of recipients, and since when deliveries are known at all. A delivery ends what soft bounces before it have counted.
/// </summary>
internal sealed class DeliveryTable(StoreWriter writer)
{
    /// <summary>How long after the last delivery record it is still taken for granted that there are any.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromHours(24);

    private const string SeenMark = "deliveries seen";
    private const string CoveredMark = "deliveries covered";
    private const string HeardMark = "deliveries heard";

    /// <summary>Stores deliveries in one transaction.</summary>
    /// <param name="deliveries">Identities, each once, and when.</param>
    /// <param name="rates">Deliveries by hour and group of the brake.</param>
    /// <param name="earliest">Time of the earliest delivery since the last call that named one; null: only the deliveries are stored.</param>
    /// <param name="now">When they were read.</param>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task WriteAsync(
        IReadOnlyList<(string Recipient, DateTimeOffset At)> deliveries, IReadOnlyList<(long Hour, long Group, long Count)> rates, DateTimeOffset? earliest,
        DateTimeOffset now) =>
        writer.WriteAsync(statements =>
        {
            foreach (var (recipient, at) in deliveries)
                Add(statements, recipient, at.ToUnixTimeMilliseconds());
            HeldTable.DiscardDelivered(statements, [.. deliveries.Select(delivery => new Delivered(delivery.Recipient, delivery.At))], now.ToUnixTimeMilliseconds());
            BrakeTable.AddDeliveries(statements, rates);
            if (earliest is { } time)
                Mark(statements, time.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
            return true;
        });

    /// <summary>When something was delivered to these recipients last; only those of whom it is known.</summary>
    public static Dictionary<string, long> LastOf(StatementCache statements, IReadOnlyCollection<string> recipients)
    {
        if (recipients.Count == 0 || statements.Number("SELECT EXISTS (SELECT 1 FROM deliveries)") == 0)
            return [];
        return statements.Query(
            "SELECT recipient, at FROM deliveries WHERE recipient IN (SELECT value FROM json_each($1))", r => (r.GetString(0), r.GetInt64(1)),
            TextList.Of(recipients)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>What time deliveries are known of; null while nothing is heard of them.</summary>
    public static DeliveryCoverage? Covered(StatementCache statements, long now) =>
        statements.Scalar("SELECT value FROM marks WHERE name=$1", SeenMark) is long seen && now - seen <= Silence.TotalMilliseconds
        && statements.Scalar("SELECT value FROM marks WHERE name=$1", CoveredMark) is long covered
        && statements.Scalar("SELECT value FROM marks WHERE name=$1", HeardMark) is long heard
            ? new DeliveryCoverage(covered, heard)
            : null;

    /// <summary>Forgets a batch of those before a time, which is not covered any more from then on. Returns how many.</summary>
    public static int Forget(StatementCache statements, long before, long batchSize)
    {
        var forgotten = statements.Run("DELETE FROM deliveries WHERE recipient IN (SELECT recipient FROM deliveries WHERE at<$1 LIMIT $2)", before, batchSize);
        if (forgotten > 0)
            statements.Run("UPDATE marks SET value=$2 WHERE name=$1 AND value<$2", CoveredMark, before);
        return forgotten;
    }

    /// <summary>Stores one, inside a transaction.</summary>
    internal static void Add(StatementCache statements, string recipient, long at)
    {
        statements.Run(
            "INSERT INTO deliveries(recipient, at) VALUES($1,$2) ON CONFLICT(recipient) DO UPDATE SET at=excluded.at WHERE excluded.at>at", recipient, at);
        statements.Run("DELETE FROM soft_bounces WHERE recipient=$1 AND converted=0 AND last<$2", recipient, at);
    }

    private static void Mark(StatementCache statements, long earliest, long now)
    {
        const string Set = "INSERT INTO marks(name, value) VALUES($1,$2) ON CONFLICT(name) DO UPDATE SET value=excluded.value";
        if (Covered(statements, now) is not { } known)
        {
            statements.Run(Set, CoveredMark, earliest);
            statements.Run(Set, HeardMark, now);
        }
        else if (earliest < known.Since && earliest >= known.Since - Silence.TotalMilliseconds)
        {
            // A single old one, or a wrong clock, says nothing about the time in between.
            statements.Run(Set, CoveredMark, earliest);
        }

        statements.Run(Set, SeenMark, now);
    }
}
