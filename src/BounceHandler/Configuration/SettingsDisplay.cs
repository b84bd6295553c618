using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>
/// Shows the configuration in force, secrets masked: <c>config show</c>. What is shown is a valid configuration but for the masks.
/// </summary>
public static class SettingsDisplay
{
    /// <summary>Stands for the file where there is none.</summary>
    public const string BuiltIn = "built-in defaults";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where the configuration came from, for start-up lines and <c>config show</c>.</summary>
    public static string Origin(Settings settings) =>
        $"Configuration: {settings.ConfigurationFile ?? $"{BuiltIn} (no campaign tool, local suppression list only)"}";

    /// <summary>Every key with its value in force, as JSON.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="stateDirectory">The state directory that was opened; null: not opened, the configured or default one is shown.</param>
    public static string ToJson(Settings settings, string? stateDirectory = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            Write(json, settings, stateDirectory ?? settings.StateDirectory ?? Settings.DefaultStateDirectory);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>What is shown of a secret.</summary>
    internal static string? Mask(string? secret) => secret is null ? null : "***";

    /// <summary>Writes a list of texts, or null.</summary>
    internal static void WriteList(Utf8JsonWriter json, string key, IEnumerable<string>? values)
    {
        if (values is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteStartArray(key);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Settings settings, string stateDirectory)
    {
        settings.Log.Show(json);
        json.WriteString("stateDirectory", stateDirectory);
        WriteList(json, "bounceCategories", settings.BounceCategories);
        WriteList(json, "softBounceCategories", settings.SoftBounceCategories);
        json.WriteString("evidence", SettingsSection.NameOf(settings.Evidence));
        json.WriteString("mode", SettingsSection.NameOf(settings.Mode));
        json.WriteString("remoteBounces", SettingsSection.NameOf(settings.RemoteBounces));
        json.WriteString("rulesFile", settings.RulesFile);
        settings.Input.Show(json);
        WriteProviders(json, settings);
        WriteList(json, "transactionalSenders", settings.TransactionalSenders.Select(pattern => pattern.Text));
        WriteList(json, "ownDomains", settings.OwnDomains);
        WriteList(json, "protectedRecipients", settings.ProtectedRecipients.Select(pattern => pattern.Text));
        settings.FeedbackLoop.Show(json);
        settings.Unsubscribe.Show(json);
        settings.Delivery.Show(json);
        settings.Retention.Show(json);
        settings.SoftBounces.Show(json);
        settings.Brake.Show(json);
        settings.Notifications.Show(json);
        settings.Statistics.Show(json);
    }

    private static void WriteProviders(Utf8JsonWriter json, Settings settings)
    {
        json.WriteStartObject("providers");
        foreach (var provider in settings.Providers)
        {
            json.WritePropertyName(provider.Name);
            using var shown = JsonDocument.Parse(provider.Shown);
            shown.RootElement.WriteTo(json);
        }

        // Leaving it out would mean that it is there.
        if (!settings.Providers.Any(provider => provider.Type == ProviderSections.SuppressionListType))
        {
            json.WriteStartObject(ProviderSections.SuppressionListName);
            json.WriteString("type", ProviderSections.SuppressionListType);
            json.WriteBoolean("enabled", false);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
