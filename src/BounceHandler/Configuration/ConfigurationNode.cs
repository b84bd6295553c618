using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>A JSON value that knows where it stands in the file, which <see cref="JsonDocument"/> does not tell.</summary>
internal sealed class ConfigurationNode
{
    private const int LongestShown = 60;

    /// <summary>What it is.</summary>
    public required JsonValueKind Kind { get; init; }

    /// <summary>Line of the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Byte of the file; orders problems on one line.</summary>
    public required long Offset { get; init; }

    /// <summary>The value as written.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The text of a string, escapes resolved; empty for everything else.</summary>
    public string Text { get; init; } = "";

    /// <summary>Keys of an object in the file's order, duplicates included.</summary>
    public IReadOnlyList<ConfigurationMember> Members { get; init; } = [];

    /// <summary>Entries of a list.</summary>
    public IReadOnlyList<ConfigurationNode> Items { get; init; } = [];

    /// <summary>The value for a message: cut, on one line.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => Printable(Encoding.UTF8.GetString(Json.Span)),
    };

    /// <summary>What kind of value it is, for a message about a secret.</summary>
    public string ShownKind => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    /// <summary>Text from the file for a message: without control characters, cut.</summary>
    public static string Printable(string text)
    {
        var clean = string.Create(Math.Min(text.Length, LongestShown), text, static (shown, whole) =>
        {
            for (var i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(whole[i]) || char.GetUnicodeCategory(whole[i]) == UnicodeCategory.Format ? '?' : whole[i];
        });
        return text.Length > LongestShown ? clean + "…" : clean;
    }
}

/// <summary>One key of an object.</summary>
/// <param name="Key">The key, escapes resolved.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Offset">Its byte of the file.</param>
/// <param name="Value">What belongs to it.</param>
internal sealed record ConfigurationMember(string Key, int Line, long Offset, ConfigurationNode Value);
