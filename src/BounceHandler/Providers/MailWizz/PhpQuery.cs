using System.Text;

namespace BounceHandler.Providers.MailWizz;

/// <summary>Form fields spelled as PHP's <c>http_build_query</c> does (RFC 1738): MailWizz 1.x signs this very text.</summary>
public static class PhpQuery
{
    /// <summary><c>a=1&amp;b=2</c> in the order given.</summary>
    public static string Build(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (query.Length > 0)
                query.Append('&');
            query.Append(Escape(name)).Append('=').Append(Escape(value));
        }

        return query.ToString();
    }

    /// <summary>Everything but <c>A-Za-z0-9-_.</c> percent-encoded in upper case, a space as <c>+</c>.</summary>
    public static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal).Replace("~", "%7E", StringComparison.Ordinal);

    /// <summary>The fields in PHP's <c>ksort</c> order: by byte.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Sorted(IEnumerable<KeyValuePair<string, string>> fields) =>
        fields.OrderBy(f => f.Key, StringComparer.Ordinal);
}
