using System.Globalization;
using System.Text;

namespace BounceHandler.Input;

/// <summary>Unescapes JSON strings (RFC 8259, section 7) that may hold half a surrogate pair or bytes that are no UTF-8.</summary>
internal static class JsonText
{
    /// <summary>The text of a string whose escapes are well formed; what is no character becomes U+FFFD.</summary>
    /// <param name="raw">What stands between the quotes.</param>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        while (raw.IndexOf((byte)'\\') is >= 0 and var backslash)
        {
            text.Append(Encoding.UTF8.GetString(raw[..backslash]));
            var escape = raw[backslash + 1];
            raw = raw[(backslash + 2)..];
            if (escape == (byte)'u')
            {
                text.Append((char)ushort.Parse(raw[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                raw = raw[4..];
            }
            else
            {
                text.Append(Character(escape));
            }
        }

        text.Append(Encoding.UTF8.GetString(raw));

        // The round trip replaces lone surrogates.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static char Character(byte escape) => (char)escape switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        var itself => itself,
    };
}
