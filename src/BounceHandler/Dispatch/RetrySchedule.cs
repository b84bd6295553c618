using BounceHandler.Configuration;

namespace BounceHandler.Dispatch;

/// <summary>When a failed attempt is made again: doubling from the first pause to the longest, spread so that not all come back at once.</summary>
public sealed class RetrySchedule(DeliverySettings settings, Random random)
{
    /// <summary>A provider may ask for more than our longest pause, but not for days.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();

    /// <summary>Pause before the next attempt.</summary>
    /// <param name="failures">Failed attempts so far, the last one included; from 1.</param>
    /// <param name="retryAfter">What the provider asked for, if it did.</param>
    public TimeSpan Pause(int failures, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked && asked > TimeSpan.Zero)
            return asked < LongestRetryAfter ? asked : LongestRetryAfter;
        // Beyond 2^20 the pause is the longest one anyway.
        var seconds = Math.Min(settings.MaxRetrySeconds, settings.FirstRetrySeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 20)));
        lock (_gate)
            return TimeSpan.FromSeconds(seconds * (0.5 + (0.5 * random.NextDouble())));
    }
}
