using System.Text;

namespace CampaignSimulator;

/// <summary>Query strings the way PHP reads and writes them: the 1.x signature is made over PHP's spelling.</summary>
public static class PhpQuery
{
    /// <summary>RFC 1738: a space is a plus, and everything but letters, digits, hyphen, underscore and dot is escaped.</summary>
    public static string Encode(string value) =>
        Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal).Replace("~", "%7E", StringComparison.Ordinal);

    public static string Build(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (query.Length > 0) query.Append('&');
            query.Append(Encode(name)).Append('=').Append(Encode(value));
        }

        return query.ToString();
    }

    /// <summary>Sorted by top-level key in byte order; the members of a nested array keep the order in which they came.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Sort(IEnumerable<KeyValuePair<string, string>> fields) =>
        fields.OrderBy(field => TopLevelKey(field.Key), StringComparer.Ordinal);

    /// <summary>Decoded fields in order of arrival. As in PHP a repeated name keeps its first place and its last value.</summary>
    public static List<KeyValuePair<string, string>> Parse(string query)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan()[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            Set(fields, name, equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return fields;
    }

    internal static void Set(List<KeyValuePair<string, string>> fields, string name, string value)
    {
        var place = fields.FindIndex(field => field.Key == name);
        if (place < 0) fields.Add(new(name, value));
        else fields[place] = new(name, value);
    }

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));

    private static string TopLevelKey(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket <= 0 ? name : name[..bracket];
    }
}
