namespace BounceHandler.Dispatch;

/// <summary>Reads something that may take long: what took more than <see cref="Dear"/> is kept for a minute, anything else is read each time.</summary>
/// <param name="read">Reads it.</param>
/// <param name="time">The clock.</param>
internal sealed class CostlyReading<T>(Func<T> read, TimeProvider time)
{
    /// <summary>What takes longer is not done at every turn.</summary>
    public static readonly TimeSpan Dear = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an expensive reading is good for.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private (T Value, DateTimeOffset Until)? _kept;

    /// <summary>The value of now, or of at most a minute ago.</summary>
    public T Value()
    {
        if (_kept is { } kept && time.GetUtcNow() < kept.Until)
            return kept.Value;
        var began = time.GetTimestamp();
        var value = read();
        _kept = time.GetElapsedTime(began) > Dear ? (value, time.GetUtcNow() + KeptFor) : null;
        return value;
    }
}
