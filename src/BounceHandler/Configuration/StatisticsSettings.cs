using System.Text.Json;

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

    /// <summary>Reads the section.</summary>
    internal static StatisticsSettings Read(SettingsSection section) => new()
    {
        File = section.OptionalText("file", "a path"),
        RrdFile = section.OptionalText("rrdFile", "a path"),
        PrometheusFile = section.OptionalText("prometheusFile", "a path"),
    };

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("statistics");
        json.WriteString("file", File);
        json.WriteString("rrdFile", RrdFile);
        json.WriteString("prometheusFile", PrometheusFile);
        json.WriteEndObject();
    }
}
