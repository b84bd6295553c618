using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>brake</c>: removals that look like the sender's own fault are held back.</summary>
public sealed record BrakeSettings
{
    /// <summary>False: nothing is held back.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Reads the section.</summary>
    internal static BrakeSettings Read(SettingsSection section) => new() { Enabled = section.Flag("enabled", new BrakeSettings().Enabled) };

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("brake");
        json.WriteBoolean("enabled", Enabled);
        json.WriteEndObject();
    }
}
