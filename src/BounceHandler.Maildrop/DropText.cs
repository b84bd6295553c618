using System.Globalization;
using System.Text;

namespace BounceHandler.Maildrop;

/// <summary>
/// Remote text as one header value: printable ASCII as it is, every other byte of its UTF-8 and the percent sign as %NN.
/// </summary>
internal static class DropText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is > 0x20 and < 0x7f and not (byte)'%')
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return encoded.ToString();
    }

    /// <summary>The text, or null where <see cref="Encode"/> would not have written the value.</summary>
    public static string? Decode(string value)
    {
        var bytes = new byte[value.Length];
        var count = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is <= ' ' or >= '\x7f')
                return null;
            if (value[i] != '%')
            {
                bytes[count++] = (byte)value[i];
                continue;
            }

            if (i + 2 >= value.Length || !byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                return null;
            bytes[count++] = octet;
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
