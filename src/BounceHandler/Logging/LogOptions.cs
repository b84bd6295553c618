using BounceHandler.Configuration;

namespace BounceHandler.Logging;

/// <summary>Where log lines go: the configuration's <c>log</c> section and the options of the command line, put together.</summary>
public sealed record LogOptions
{
    /// <summary>The log file; it always has exactly this name.</summary>
    public string File { get; init; } = "/var/log/pmta/pmta-bounce-handler.log";

    /// <summary>Write to standard error as well.</summary>
    public bool Console { get; init; }

    /// <summary>Write debug lines too, and to standard error instead of the file.</summary>
    public bool Debug { get; init; }

    /// <summary>Form of the lines, in the file and on standard error.</summary>
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>Days whose files are kept; 0 leaves rotation to logrotate.</summary>
    public int RetainDays { get; init; } = 31;
}
