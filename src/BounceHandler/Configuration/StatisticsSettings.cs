namespace BounceHandler.Configuration;

/// <summary>The key <c>statistics</c>: files that other programs read.</summary>
public sealed record StatisticsSettings
{
    /// <summary>Path of the counts as text; null: not written.</summary>
    public string? File { get; init; }

    /// <summary>Path of the RRDtool database; null: not written.</summary>
    public string? RrdFile { get; init; }

    /// <summary>Path of the Prometheus text file; null: not written.</summary>
    public string? PrometheusFile { get; init; }
}
