namespace BounceHandler.Configuration;

/// <summary>The key <c>delivery</c>: how work is retried.</summary>
public sealed record DeliverySettings
{
    /// <summary>Seconds to the first retry, 1 to 3600; doubled from there on.</summary>
    public int FirstRetrySeconds { get; init; } = 5;

    /// <summary>Longest pause between retries in seconds, from <see cref="FirstRetrySeconds"/> to 86400.</summary>
    public int MaxRetrySeconds { get; init; } = 900;

    /// <summary>Hours from acceptance after which a bounce is given up, 1 to 8760; complaints and unsubscribes never are.</summary>
    public int GiveUpAfterHours { get; init; } = 96;

    /// <summary>Longest time in seconds that a process goes on delivering after the end of its input, 0 to 86400.</summary>
    public int DrainSeconds { get; init; } = 60;
}
