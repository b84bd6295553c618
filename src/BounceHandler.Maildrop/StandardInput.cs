namespace BounceHandler.Maildrop;

/// <summary>Standard input as bytes, with a limit on silence; empty where it was closed.</summary>
/// <param name="silence">How long to wait for the next byte or the end; a minute unless told otherwise.</param>
/// <param name="waiting">Called once, when bytes or the end have not come within 20 ms.</param>
public sealed class StandardInput(TimeSpan? silence = null, Action? waiting = null)
{
    private const int SoonMilliseconds = 20;

    private readonly int _silenceMilliseconds = (int)(silence ?? TimeSpan.FromMinutes(1)).TotalMilliseconds;
    private Action? _waiting = waiting;

    /// <summary>Reads what is there.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="IOException">Silence, or the read failed; HResult is then the errno.</exception>
    public int Read(Span<byte> buffer)
    {
        if (!StandardStreams.HasInput)
            return 0;
        var count = Descriptor.Read(0, buffer, _waiting is null ? _silenceMilliseconds : SoonMilliseconds, out var errno);
        if (count < 0 && errno == 0 && _waiting is { } waiting)
        {
            _waiting = null;
            waiting();
            count = Descriptor.Read(0, buffer, _silenceMilliseconds, out errno);
        }

        if (count >= 0)
            return count;
        throw errno == 0 ? new IOException("Nothing came on standard input in time") : Libc.Failure("read", "standard input", errno);
    }
}
