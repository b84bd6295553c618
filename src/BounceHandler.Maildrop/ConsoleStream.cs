namespace BounceHandler.Maildrop;

/// <summary>Writes to a standard descriptor and swallows every error: nobody reading is not our failure.</summary>
internal sealed class ConsoleStream(int descriptor) : Stream
{
    /// <summary>Something could not be written since nobody reads any more.</summary>
    public bool HasLostReader { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => HasLostReader |= Descriptor.WriteAll(descriptor, buffer, out _) == Libc.Epipe;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
