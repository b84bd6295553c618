namespace BounceHandler.Statistics.Prometheus;

/// <summary>Everything that the Prometheus file says.</summary>
public sealed record PrometheusSnapshot
{
    /// <summary>The shared counters.</summary>
    public required IReadOnlyList<Counter> Counters { get; init; }

    /// <summary>Configured providers, and whether each is neither down nor paused.</summary>
    public required IReadOnlyList<(string Provider, bool IsUp)> Providers { get; init; }

    /// <summary>Rows in the queue.</summary>
    public required IReadOnlyList<(string Provider, string State, long Rows)> Queue { get; init; }

    /// <summary>How long ago the oldest queued row was accepted; null if none is queued.</summary>
    public TimeSpan? OldestQueued { get; init; }

    /// <summary>When a record was read last; null if none ever was.</summary>
    public DateTimeOffset? LastRecord { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }
}
