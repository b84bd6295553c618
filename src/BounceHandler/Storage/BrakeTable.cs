namespace BounceHandler.Storage;

/// <summary>What the brake is told beside the removals that the spool takes.</summary>
public sealed class BrakeTable
{
    private readonly StoreWriter _writer;
    private readonly BrakeBaselines _baselines;

    internal BrakeTable(StoreWriter writer, BrakeBaselines baselines)
    {
        _writer = writer;
        _baselines = baselines;
    }

    /// <summary>
    /// Fills the baseline with removals of earlier hours, as accounting files tell them. The same files learned twice teach nothing new; an hour in which
    /// more was removed keeps its number. What is learned is not made: when these files are replayed, their removals are counted from none.
    /// </summary>
    public Task<int> LearnAsync(IReadOnlyList<(long Hour, long Group, long Count)> removals) => _writer.WriteAsync(statements =>
    {
        _baselines.Clear();
        return removals.Sum(window => statements.Run(
            "INSERT INTO brake(hour, grp, learned) VALUES($1,$2,$3) ON CONFLICT(hour, grp) DO UPDATE SET learned=max(learned, excluded.learned)",
            window.Hour, window.Group, window.Count));
    });

    /// <summary>The hours whose deliveries are known, or some of them: the same deliveries read again would make the brake laxer.</summary>
    public Task<IReadOnlySet<long>> DeliveredHoursAsync() => _writer.WriteAsync<IReadOnlySet<long>>(statements => statements.Query(
        "WITH RECURSIVE hours(hour) AS (SELECT min(hour) FROM brake UNION ALL SELECT (SELECT min(hour) FROM brake WHERE hour>h.hour) FROM hours h WHERE h.hour IS NOT NULL) "
        + "SELECT hour FROM hours h WHERE EXISTS (SELECT 1 FROM brake b WHERE b.hour=h.hour AND b.delivered>0)",
        r => r.GetInt64(0)).ToHashSet());

    /// <summary>Adds deliveries, of which the brake knows rates then.</summary>
    internal static int AddDeliveries(StatementCache statements, IReadOnlyList<(long Hour, long Group, long Count)> deliveries) => deliveries.Sum(
        window => statements.Run(
            "INSERT INTO brake(hour, grp, delivered) VALUES($1,$2,$3) ON CONFLICT(hour, grp) DO UPDATE SET delivered=delivered+excluded.delivered",
            window.Hour, window.Group, window.Count));
}
