using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BounceHandler.Providers.MailWizz;

/// <summary>
/// Tolerant access to MailWizz's JSON: numbers arrive as strings, a list as an object with numbered members, an error as text or as an object of
/// texts. Nothing here throws.
/// </summary>
public static class MailWizzJson
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body as JSON; null if it is none.</summary>
    public static JsonElement? Parse(string body)
    {
        try
        {
            // From text it would take a buffer of three times the length, and keep it.
            return JsonElement.Parse(Strict.GetBytes(body.Trim('\uFEFF', ' ', '\t', '\r', '\n')));
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // ArgumentException: half a surrogate pair
        {
            return null;
        }
    }

    /// <summary>A member of an object; undefined if there is none.</summary>
    public static JsonElement Member(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
        }
        catch (InvalidOperationException)
        {
            return default; // half a surrogate pair in the name of some member
        }
    }

    /// <summary>The text or number in a member; null if it is anything else.</summary>
    public static string? Text(JsonElement element, string name)
    {
        var member = Member(element, name);
        try
        {
            return member.ValueKind switch
            {
                JsonValueKind.String => member.GetString(),
                JsonValueKind.Number => member.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }

    /// <summary>The whole number in a member, written as number or text; null if it is none.</summary>
    public static int? Number(JsonElement element, string name) =>
        int.TryParse(Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The elements of a list, or the values of an object that PHP made of one; null if it is neither.</summary>
    public static IEnumerable<JsonElement>? Elements(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Array => list.EnumerateArray(),
        JsonValueKind.Object => list.EnumerateObject().Select(member => member.Value),
        _ => null,
    };

    /// <summary>The message of an error body.</summary>
    public static string Error(JsonElement body)
    {
        if (Text(body, "error") is { } text)
            return text;
        var error = Member(body, "error");
        return error.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? "no message" : error.GetRawText();
    }
}
