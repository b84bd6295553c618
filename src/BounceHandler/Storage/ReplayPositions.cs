namespace BounceHandler.Storage;

/// <summary>
/// Remembers how far files have been replayed. Written behind the events of the rows in front of it by the same writer: it is never ahead of the spool,
/// whatever is killed when.
/// </summary>
public sealed class ReplayPositions
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly TimeProvider _time;

    internal ReplayPositions(StoreWriter writer, StoreReader reader, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        _time = time;
    }

    /// <summary>The position of a file; null if none is remembered.</summary>
    /// <exception cref="StoreException">The state cannot be read.</exception>
    public ReplayPosition? Of(ulong device, ulong inode) => _reader.Read(statements => statements.Query(
        "SELECT name, at, header, accounting, fingerprint, size, modified, seen FROM replay_positions WHERE device=$1 AND inode=$2",
        r => new ReplayPosition(
            device, inode, r.GetString(0), r.GetInt64(1), r.GetString(2) is { Length: > 0 } names ? names.Split('\n') : null, r.GetInt64(3) != 0,
            r.GetBytes(4), r.GetInt64(5) is >= 0 and var size ? size : null, r.GetInt64(6))
        {
            Seen = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(7)),
        },
        Number(device), Number(inode)).FirstOrDefault());

    /// <summary>Remembers a position in place of the file's earlier one.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task SaveAsync(ReplayPosition position)
    {
        var header = position.Header is null ? "" : string.Join('\n', position.Header.Select(name => name.Replace('\n', ' ')));
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements => statements.Run(
            "INSERT OR REPLACE INTO replay_positions(device, inode, name, at, header, accounting, fingerprint, size, modified, seen) "
            + "VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            Number(position.Device), Number(position.Inode), position.Name, position.Offset, header, position.IsAccounting ? 1L : 0L, position.Fingerprint,
            position.Size ?? -1L, position.Modified, now));
    }

    /// <summary>Paths under which files were read last, in their order.</summary>
    /// <exception cref="StoreException">The state cannot be read.</exception>
    public IReadOnlyList<string> Names() => _reader.Read(statements => statements.Query("SELECT DISTINCT name FROM replay_positions ORDER BY name", r => r.GetString(0)));

    /// <summary>Notes that files are still there, unchanged.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task NoteSeenAsync(IReadOnlyList<(ulong Device, ulong Inode)> files)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements => files.Sum(
            file => statements.Run("UPDATE replay_positions SET seen=$3 WHERE device=$1 AND inode=$2", Number(file.Device), Number(file.Inode), now)));
    }

    // SQLite's integers are signed; the bits are what counts.
    private static long Number(ulong value) => unchecked((long)value);
}
