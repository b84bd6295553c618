namespace BounceHandler.Maildrop;

/// <summary>The section `log` of the configuration.</summary>
public sealed record LogSettings
{
    /// <summary>Taken in the working directory where <see cref="File"/> cannot be opened.</summary>
    public const string FallbackFileName = "pmta-bounce-handler.log";

    /// <summary>Path of the log file; null for none.</summary>
    public string? File { get; init; } = "/var/log/pmta/pmta-bounce-handler.log";

    /// <summary>Log lines go to standard error as well.</summary>
    public bool Console { get; init; }

    /// <summary>`json` instead of `text`.</summary>
    public bool Json { get; init; }

    /// <summary>Days that rotated files are kept; 0 leaves rotation to logrotate.</summary>
    public int RetainDays { get; init; } = 31;
}
