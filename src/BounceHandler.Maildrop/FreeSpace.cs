namespace BounceHandler.Maildrop;

/// <summary>Room on a file system, statfs(2).</summary>
public static class FreeSpace
{
    /// <summary>Below this many bytes the operator is told: a queue grows by less than a kilobyte a record, so there is time to act.</summary>
    public const long Low = 200_000_000;

    /// <summary>Bytes that programs without the rights of root may still write there; null where that cannot be told.</summary>
    /// <param name="path">An existing path.</param>
    public static unsafe long? At(string path)
    {
        Libc.StatfsBuffer buffer;
        return Libc.StatFileSystem(path, &buffer) == 0 ? buffer.BlockSize * buffer.AvailableBlocks : null;
    }
}
