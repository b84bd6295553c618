using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>input</c>: column order where there is no header, and age.</summary>
public sealed record InputSettings
{
    /// <summary>Columns of bounce rows, always with <c>type</c> first; null: remembered or recognised.</summary>
    public IReadOnlyList<string>? BounceFields { get; init; }

    /// <summary>Columns of complaint rows, always with <c>type</c> first; null: remembered or recognised.</summary>
    public IReadOnlyList<string>? FeedbackFields { get; init; }

    /// <summary>Older events are skipped, 1 to 36500 days; null: never.</summary>
    public int? MaxEventAgeDays { get; init; }

    /// <summary>Reads the section.</summary>
    internal static InputSettings Read(SettingsSection section) => new()
    {
        BounceFields = ReadFields(section, "bounceFields"),
        FeedbackFields = ReadFields(section, "feedbackFields"),
        MaxEventAgeDays = section.OptionalWhole("maxEventAgeDays", 1, 36500),
    };

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("input");
        SettingsDisplay.WriteList(json, "bounceFields", BounceFields);
        SettingsDisplay.WriteList(json, "feedbackFields", FeedbackFields);
        if (MaxEventAgeDays is { } days)
            json.WriteNumber("maxEventAgeDays", days);
        else
            json.WriteNull("maxEventAgeDays");
        json.WriteEndObject();
    }

    // PowerMTA's record-fields is one string without the type, a header is one with it: both can be pasted.
    private static List<string>? ReadFields(SettingsSection section, string key)
    {
        const string Expected = "column names, as a list or in one string separated by commas, or null";
        var node = section.Take(key);
        if (node is null or { Kind: JsonValueKind.Null })
            return null;
        var names = new List<string>();
        if (node.Kind == JsonValueKind.String)
            names.AddRange(node.Text.Split(',', StringSplitOptions.TrimEntries));
        else if (node.Items.All(item => item.Kind == JsonValueKind.String))
            names.AddRange(node.Items.Select(item => item.Text.Trim()));
        if (names.Count == 0 || !names.All(IsColumn))
        {
            section.Expected(key, Expected, node);
            return null;
        }

        if (!names[0].Equals("type", StringComparison.OrdinalIgnoreCase))
            names.Insert(0, "type");
        return names;
    }

    private static bool IsColumn(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
