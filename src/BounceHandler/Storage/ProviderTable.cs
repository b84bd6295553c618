namespace BounceHandler.Storage;

/// <summary>Whether a provider takes work. The numbers are stored.</summary>
public enum ProviderState
{
    /// <summary>Works, as far as known.</summary>
    Up = 0,

    /// <summary>Fails; probed with one row now and then.</summary>
    Down = 1,

    /// <summary>Refuses us; probed likewise, and the operator must act.</summary>
    Paused = 2,
}

/// <summary>What is known of a provider.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="State">Up, down or paused.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">The error that made it so; empty when up.</param>
public sealed record ProviderEntry(string Name, ProviderState State, DateTimeOffset Since, string Reason);

/// <summary>States and outages of providers. Only the dispatcher writes here.</summary>
public sealed class ProviderTable
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;

    internal ProviderTable(StoreWriter writer, StoreReader reader)
    {
        _writer = writer;
        _reader = reader;
    }

    /// <summary>All known states.</summary>
    public IReadOnlyList<ProviderEntry> Read() => _reader.Read(statements => statements.Query(
        "SELECT name, state, since, reason FROM providers ORDER BY name",
        r => new ProviderEntry(r.GetString(0), (ProviderState)r.GetInt32(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2)), r.GetString(3))));

    /// <summary>Notes a change of state; an outage lasts from leaving <see cref="ProviderState.Up"/> to coming back.</summary>
    public Task NoteAsync(ProviderEntry entry) => _writer.WriteAsync(statements =>
    {
        var at = entry.Since.ToUnixTimeMilliseconds();
        statements.Run(
            "INSERT INTO providers(name, state, since, reason) VALUES($1,$2,$3,$4) "
            + "ON CONFLICT(name) DO UPDATE SET state=excluded.state, since=excluded.since, reason=excluded.reason",
            entry.Name, (long)entry.State, at, entry.Reason);
        if (entry.State == ProviderState.Up)
            return statements.Run("UPDATE outages SET ended=$2 WHERE provider=$1 AND ended IS NULL", entry.Name, at);
        return statements.Run(
            "INSERT INTO outages(provider, began) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM outages WHERE provider=$1 AND ended IS NULL)",
            entry.Name, at);
    });

    /// <summary>How long a provider was down or paused between two moments: giving up does not count that time.</summary>
    public TimeSpan OutageBetween(string provider, DateTimeOffset from, DateTimeOffset to) => _reader.Read(statements =>
    {
        var begin = from.ToUnixTimeMilliseconds();
        var end = to.ToUnixTimeMilliseconds();
        var milliseconds = statements.Number(
            "SELECT sum(min(coalesce(ended, $3), $3) - max(began, $2)) FROM outages WHERE provider=$1 AND began<$3 AND coalesce(ended, $3)>$2",
            provider, begin, end);
        return TimeSpan.FromMilliseconds(milliseconds);
    });
}
