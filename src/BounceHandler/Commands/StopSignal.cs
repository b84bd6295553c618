namespace BounceHandler.Commands;

/// <summary>
/// SIGTERM and SIGINT: no new provider call; what the writer has already put into the pipe is still read, to the end of input or two seconds of silence,
/// twenty seconds at most. SIGHUP is ignored: PowerMTA's terminal may go, its records come on.
/// </summary>
public sealed class StopSignal(TimeProvider time)
{
    /// <summary>Silence after which nothing more is expected.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>Longest time that reading goes on.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private long _requested;
    private long _lastBytes;

    /// <summary>A signal has come.</summary>
    public bool IsRequested => Interlocked.Read(ref _requested) != 0;

    /// <summary>Nothing has come for long enough since.</summary>
    public bool MayEnd => IsRequested && time.GetElapsedTime(Math.Max(Interlocked.Read(ref _requested), Interlocked.Read(ref _lastBytes))) >= Silence;

    /// <summary>Reading has gone on for long enough.</summary>
    public bool MustEnd => IsRequested && time.GetElapsedTime(Interlocked.Read(ref _requested)) >= Longest;

    /// <summary>Stops. The first call counts.</summary>
    public void Request() => Interlocked.CompareExchange(ref _requested, time.GetTimestamp(), 0);

    /// <summary>Bytes have arrived.</summary>
    public void NoteBytes() => Interlocked.Exchange(ref _lastBytes, time.GetTimestamp());
}
