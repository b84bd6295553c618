namespace BounceHandler.Maildrop;

/// <summary>
/// A log file that several processes write at once: opened O_APPEND, and each flush is one write(2) of whole lines, which the
/// kernel puts at the end undivided. As a stream it fits under a StreamWriter or a log sink. Safe for several threads.
/// </summary>
public sealed class AppendOnlyFileStream : Stream
{
    /// <summary>Bytes kept for the next flush while the disk takes none; older ones are dropped beyond that.</summary>
    public const int MaxPending = 1 << 20;

    private const uint PrivateFile = 0x180; // octal 0600
    private readonly Lock _gate = new();
    private readonly MemoryStream _pending = new();
    private int _descriptor;

    /// <summary>Opens the file, or creates it with mode 0600; as root it then belongs to its directory's owner.</summary>
    /// <exception cref="IOException">It cannot be opened for writing; HResult is the errno.</exception>
    public AppendOnlyFileStream(string path)
    {
        FilePath = Path.GetFullPath(path);
        _descriptor = OpenDescriptor(FilePath);
    }

    /// <summary>The absolute path it was opened by.</summary>
    public string FilePath { get; }

    /// <summary>Bytes that wait for the next flush.</summary>
    public int PendingLength
    {
        get
        {
            lock (_gate)
                return (int)_pending.Length;
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>True when the path no longer names the file that is open: it was renamed or deleted, perhaps replaced.</summary>
    public bool IsStale()
    {
        lock (_gate)
            return FileStatus.Of(_descriptor) is not { } open || FileStatus.Of(FilePath) is not { } named || !open.IsSameFileAs(named);
    }

    /// <summary>Goes on in the file that the path names now, created if need be. Where that fails the old one stays in use.</summary>
    /// <returns>True when another file was opened.</returns>
    /// <exception cref="IOException">The path cannot be opened; HResult is the errno.</exception>
    public bool ReopenIfStale()
    {
        lock (_gate)
        {
            if (!IsStale())
                return false;
            var fresh = OpenDescriptor(FilePath);
            _ = Libc.Close(_descriptor);
            _descriptor = fresh;
            return true;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
            _pending.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes the whole lines received so far; a line without its end waits for it.</summary>
    /// <exception cref="IOException">The disk did not take them; they are tried again with the next flush.</exception>
    public override void Flush()
    {
        lock (_gate)
            WritePending(Pending().LastIndexOf((byte)'\n') + 1);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (_descriptor < 0)
                return;
            _ = Descriptor.WriteAll(_descriptor, Pending(), out _);
            _pending.SetLength(0);
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }

        base.Dispose(disposing);
    }

    private static int OpenDescriptor(string path)
    {
        var descriptor = Libc.Open(path, Libc.WriteOnly | Libc.Append | Libc.Create | Libc.CloseOnExec, PrivateFile);
        if (descriptor < 0)
            throw Libc.Failure("open", path);
        if (FileOwner.RunningAsRoot && FileStatus.Of(descriptor) is { Size: 0, User: 0 })
            FileOwner.GiveToOwnerOf(path, Path.GetDirectoryName(path)!);
        return descriptor;
    }

    private ReadOnlySpan<byte> Pending() => _pending.GetBuffer().AsSpan(0, (int)_pending.Length);

    private void WritePending(int length)
    {
        if (length == 0)
            return;
        var errno = Descriptor.WriteAll(_descriptor, Pending()[..length], out var written);
        Forget(written);
        if (errno == 0)
            return;
        if (_pending.Length > MaxPending)
            Forget((int)_pending.Length);
        throw Libc.Failure("write", FilePath, errno);
    }

    private void Forget(int count)
    {
        var rest = Pending()[count..].ToArray();
        _pending.SetLength(0);
        _pending.Write(rest);
    }
}
