namespace BounceHandler.Storage;

/// <summary>How far a file has been replayed.</summary>
/// <param name="Device">With <paramref name="Inode"/> it names the file, whatever PowerMTA renames it to.</param>
/// <param name="Inode">See <paramref name="Device"/>.</param>
/// <param name="Name">Its path when it was read last, for the operator's eyes only.</param>
/// <param name="Offset">Bytes up to which rows were accepted; always a row bound.</param>
/// <param name="Header">Names of the header in force there; null if there was none.</param>
/// <param name="IsAccounting">The file has shown records: plain addresses no longer count in it.</param>
/// <param name="Fingerprint">Of the bytes that tell it from another file with its inode.</param>
/// <param name="Size">Its size when it was read to its end, in bytes; null if it was not.</param>
/// <param name="Modified">When it was changed last by then, in nanoseconds since 1970 UTC.</param>
public sealed record ReplayPosition(
    ulong Device, ulong Inode, string Name, long Offset, IReadOnlyList<string>? Header, bool IsAccounting, byte[] Fingerprint, long? Size, long Modified)
{
    /// <summary>When it was looked for and found last.</summary>
    public DateTimeOffset Seen { get; init; }
}
