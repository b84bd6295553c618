using System.Text.Json;

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

    /// <summary>Reads the section.</summary>
    internal static LogSettings Read(SettingsSection section)
    {
        var absent = new LogSettings();
        return new LogSettings
        {
            File = section.Text("file", absent.File, "a path"),
            Console = section.Flag("console", absent.Console),
            Format = section.Choice("format", absent.Format),
            RetainDays = section.Whole("retainDays", absent.RetainDays, 0, 3650),
        };
    }

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("log");
        json.WriteString("file", File);
        json.WriteBoolean("console", Console);
        json.WriteString("format", SettingsSection.NameOf(Format));
        json.WriteNumber("retainDays", RetainDays);
        json.WriteEndObject();
    }
}

/// <summary>How a log line is written.</summary>
public enum LogFormat
{
    /// <summary>For people, in local time.</summary>
    Text,

    /// <summary>For programs, in UTC.</summary>
    Json,
}
