using Microsoft.Win32.SafeHandles;

namespace BounceHandler.Commands;

/// <summary>A part of an open file as a stream, which counts what it reads. The file stays open when the stream is closed.</summary>
/// <param name="file">The file.</param>
/// <param name="from">First byte.</param>
/// <param name="to">Byte behind the last one; the end of the file may come before.</param>
internal sealed class FileSection(SafeFileHandle file, long from, long to) : Stream
{
    private long _read;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => Interlocked.Read(ref _read);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var at = from + _read;
        var read = RandomAccess.Read(file, to - at < buffer.Length ? buffer[..(int)Math.Max(0, to - at)] : buffer, at);
        Interlocked.Add(ref _read, read);
        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
