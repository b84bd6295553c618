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

    /// <summary>Adds deliveries, of which the brake knows rates then.</summary>
    public Task<int> AddDeliveriesAsync(IReadOnlyList<(long Hour, long Group, long Count)> deliveries) =>
        _writer.WriteAsync(statements => AddDeliveries(statements, deliveries));

    /// <summary>
    /// Fills the baseline with removals of earlier hours, as accounting files tell them. The same files learned twice teach nothing new; an hour in which
    /// more was removed keeps its number.
    /// </summary>
    public Task<int> LearnAsync(IReadOnlyList<(long Hour, long Group, long Count)> removals) => _writer.WriteAsync(statements =>
    {
        _baselines.Clear();
        return removals.Sum(window => statements.Run(
            "INSERT INTO brake(hour, grp, made) VALUES($1,$2,$3) ON CONFLICT(hour, grp) DO UPDATE SET made=max(made, excluded.made)",
            window.Hour, window.Group, window.Count));
    });

    /// <summary>The same as <see cref="AddDeliveriesAsync"/> inside a transaction.</summary>
    internal static int AddDeliveries(StatementCache statements, IReadOnlyList<(long Hour, long Group, long Count)> deliveries) => deliveries.Sum(
        window => statements.Run(
            "INSERT INTO brake(hour, grp, delivered) VALUES($1,$2,$3) ON CONFLICT(hour, grp) DO UPDATE SET delivered=delivered+excluded.delivered",
            window.Hour, window.Group, window.Count));
}
