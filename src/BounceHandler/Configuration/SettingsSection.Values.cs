using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <content>The kinds of value that a key can have.</content>
internal sealed partial class SettingsSection
{
    /// <summary>Tries to make a setting of a text.</summary>
    public delegate bool TryConvert<T>(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>Text that is not empty.</summary>
    public string Text(string key, string absent, string expected, Predicate<string>? accepts = null) =>
        TryTake(key, out var node) && Converts(key, expected, node, Accepted(accepts), out var text) ? text : absent;

    /// <summary>Text that is not empty, or null.</summary>
    public string? OptionalText(string key, string expected, Predicate<string>? accepts = null) =>
        TryTakeUnlessNull(key, out var node) && Converts(key, $"{expected} or null", node, Accepted(accepts), out var text) ? text : null;

    /// <summary>Text that has to be there.</summary>
    public string RequiredText(string key, string expected, Predicate<string> accepts)
    {
        if (!TryTake(key, out var node))
            Problem(key, $"expected {expected}, found nothing");
        else if (Converts(key, expected, node, Accepted(accepts), out var text))
            return text;
        return "";
    }

    /// <summary>A secret, resolved; null if absent or null. Its value never gets into a message.</summary>
    public string? OptionalSecret(string key)
    {
        if (!TryTakeUnlessNull(key, out var node))
            return null;
        if (node.Kind != JsonValueKind.String || node.Text.Length == 0)
        {
            var found = node.Kind == JsonValueKind.String ? "empty text" : node.ShownKind;
            Problem(key, $"expected the secret, \"env:NAME\", \"file:/path\" or null, found {found}");
            return null;
        }

        var secret = Secrets.Resolve(node.Text, out var error);
        if (secret is null)
            Problem(key, $"expected a secret that can be read: {error}");
        return secret;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool absent)
    {
        if (!TryTake(key, out var node))
            return absent;
        if (node.Kind is JsonValueKind.True or JsonValueKind.False)
            return node.Kind == JsonValueKind.True;
        Expected(key, "true or false", node);
        return absent;
    }

    /// <summary>A whole number in a range.</summary>
    public int Whole(string key, int absent, int least, int most) =>
        TryTake(key, out var node) && IsWhole(key, node, least, most, "", out var value) ? value : absent;

    /// <summary>A whole number in a range, or null.</summary>
    public int? OptionalWhole(string key, int least, int most) =>
        TryTakeUnlessNull(key, out var node) && IsWhole(key, node, least, most, " or null", out var value) ? value : null;

    /// <summary>One of an enumeration's names in lower case.</summary>
    public T Choice<T>(string key, T absent)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(NameOf, StringComparer.Ordinal);
        if (!TryTake(key, out var node))
            return absent;
        if (node.Kind == JsonValueKind.String && names.TryGetValue(node.Text, out var value))
            return value;
        Expected(key, OneOf(names.Keys), node);
        return absent;
    }

    /// <summary>How a value of an enumeration is written in the file.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Names for a message: <c>"a", "b" or "c"</c>.</summary>
    public static string OneOf(IEnumerable<string> names)
    {
        var quoted = names.Select(name => $"\"{name}\"").ToArray();
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
    }

    /// <summary>A list of texts, each made a setting.</summary>
    public IReadOnlyList<T> List<T>(string key, IReadOnlyList<T> absent, string expected, TryConvert<T> convert)
    {
        if (!TryTake(key, out var node))
            return absent;
        if (node.Kind != JsonValueKind.Array)
        {
            Expected(key, $"a list, each entry {expected}", node);
            return absent;
        }

        var values = new List<T>();
        foreach (var item in node.Items)
        {
            if (Converts(key, expected, item, convert, out var value))
                values.Add(value);
        }

        return values;
    }

    private bool Converts<T>(string key, string expected, ConfigurationNode node, TryConvert<T> convert, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node.Kind == JsonValueKind.String && !node.Text.Any(char.IsControl) && convert(node.Text, out value))
            return true;
        Expected(key, expected, node);
        return false;
    }

    private bool IsWhole(string key, ConfigurationNode node, int least, int most, string orNull, out int value)
    {
        value = 0;
        if (node.Kind == JsonValueKind.Number
            && int.TryParse(node.Json.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most)
        {
            return true;
        }

        Expected(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}{orNull}"), node);
        return false;
    }

    private static TryConvert<string> Accepted(Predicate<string>? accepts) => (string text, [MaybeNullWhen(false)] out string value) =>
    {
        value = text;
        return !string.IsNullOrWhiteSpace(text) && (accepts is null || accepts(text));
    };
}
