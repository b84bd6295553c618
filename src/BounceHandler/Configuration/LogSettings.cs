namespace BounceHandler.Configuration;

/// <summary>The key <c>log</c>.</summary>
public sealed record LogSettings
{
    /// <summary>Path of the file being written; always exactly this name.</summary>
    public string File { get; init; } = "/var/log/pmta/pmta-bounce-handler.log";

    /// <summary>True: log lines go to standard error too.</summary>
    public bool Console { get; init; }

    /// <summary>Text lines or one JSON object a line.</summary>
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>Days that renamed files are kept, 0 to 3650; 0: leave rotation to logrotate.</summary>
    public int RetainDays { get; init; } = 31;
}

/// <summary>How a log line is written.</summary>
public enum LogFormat
{
    /// <summary>For people, in local time.</summary>
    Text,

    /// <summary>For programs, in UTC.</summary>
    Json,
}
