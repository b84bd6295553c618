namespace BounceHandler.Storage;

/// <summary>The headers seen last, for streams whose header was lost.</summary>
public sealed class LayoutTable
{
    /// <summary>How many different headers are remembered; a host has a handful of pipes.</summary>
    public const int Most = 16;

    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly TimeProvider _time;

    internal LayoutTable(StoreWriter writer, StoreReader reader, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        _time = time;
    }

    /// <summary>Column names of the remembered headers, most recent first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Read() => _reader.Read(statements =>
        (IReadOnlyList<IReadOnlyList<string>>)statements.Query("SELECT columns FROM layouts ORDER BY seen DESC", r => r.GetString(0).Split('\n')));

    /// <summary>Remembers a header as the most recent.</summary>
    public Task RememberAsync(IReadOnlyList<string> columns)
    {
        var text = string.Join('\n', columns.Select(column => column.Replace('\n', ' ')));
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements =>
        {
            statements.Run("INSERT INTO layouts(columns, seen) VALUES($1,$2) ON CONFLICT(columns) DO UPDATE SET seen=excluded.seen", text, now);
            return statements.Run(
                "DELETE FROM layouts WHERE columns NOT IN (SELECT columns FROM layouts ORDER BY seen DESC LIMIT $1)", (long)Most);
        });
    }
}
