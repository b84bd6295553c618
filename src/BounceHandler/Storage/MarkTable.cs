namespace BounceHandler.Storage;

/// <summary>Numbers that are remembered by name: up to where something has been done.</summary>
public sealed class MarkTable
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;

    internal MarkTable(StoreWriter writer, StoreReader reader)
    {
        _writer = writer;
        _reader = reader;
    }

    /// <summary>A number; null if none was set.</summary>
    public long? Read(string name) => _reader.Read(statements => statements.Scalar("SELECT value FROM marks WHERE name=$1", name) as long?);

    /// <summary>Sets a number.</summary>
    public Task SetAsync(string name, long value) => _writer.WriteAsync(statements => statements.Run(
        "INSERT INTO marks(name, value) VALUES($1,$2) ON CONFLICT(name) DO UPDATE SET value=excluded.value", name, value));
}
