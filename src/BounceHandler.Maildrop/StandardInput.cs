namespace BounceHandler.Maildrop;

/// <summary>Standard input as bytes, with a limit on silence.</summary>
/// <param name="silence">How long to wait for the next byte or the end; a minute unless told otherwise.</param>
public sealed class StandardInput(TimeSpan? silence = null)
{
    private readonly int _silenceMilliseconds = (int)(silence ?? TimeSpan.FromMinutes(1)).TotalMilliseconds;

    /// <summary>Reads what is there.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="IOException">Silence, or the read failed; HResult is then the errno.</exception>
    public int Read(Span<byte> buffer)
    {
        if (StandardStreams.InputIsClosed)
            return 0;
        var count = Descriptor.Read(0, buffer, _silenceMilliseconds, out var errno);
        if (count >= 0)
            return count;
        throw errno == 0 ? new IOException("Nothing came on standard input in time") : Libc.Failure("read", "standard input", errno);
    }
}
