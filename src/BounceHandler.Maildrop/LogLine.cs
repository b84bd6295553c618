using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BounceHandler.Maildrop;

/// <summary>
/// One line of the log in the form that the PHP tool wrote: `[29/May/2016:09:46:44] ` and the message. Text from outside is
/// escaped, so that it can neither forge a line nor drive a terminal.
/// </summary>
public static class LogLine
{
    private const string PrefixFormat = "'['dd/MMM/yyyy:HH:mm:ss'] '";

    /// <summary>`[29/May/2016:09:46:44] `, the blank included.</summary>
    /// <param name="time">Printed as it stands: pass local time.</param>
    public static string Prefix(DateTimeOffset time) => time.ToString(PrefixFormat, CultureInfo.InvariantCulture);

    /// <summary>Prefix, escaped message and a line feed.</summary>
    /// <inheritdoc cref="Prefix"/>
    public static string Format(DateTimeOffset time, string message) => $"{Prefix(time)}{Escape(message)}\n";

    /// <summary>One compact JSON object and a line feed, in UTC: `@t` time, `@m` message, `@l` level where it is not Information.</summary>
    /// <param name="time">Any offset.</param>
    /// <param name="level">Information, Warning or Error.</param>
    /// <param name="message">Escaped here.</param>
    public static string FormatJson(DateTimeOffset time, string level, string message)
    {
        var stamp = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var levelField = level == "Information" ? "" : $",\"@l\":\"{level}\"";
        return $"{{\"@t\":\"{stamp}\",\"@m\":\"{JsonEncodedText.Encode(Escape(message))}\"{levelField}}}\n";
    }

    /// <summary>
    /// Writes what could mislead a reader as `\xNN` (up to U+00FF) or `\u{NNNN}`: control characters, line and paragraph
    /// separators, characters that change the writing direction or cannot be seen, surrogates without a partner.
    /// </summary>
    public static string Escape(string text)
    {
        foreach (var character in text)
        {
            if (IsSuspect(character))
                return EscapeAll(text);
        }

        return text;
    }

    /// <summary>The same for bytes: valid UTF-8 is read as such, every other byte becomes `\xNN`.</summary>
    public static string Escape(ReadOnlySpan<byte> text)
    {
        var escaped = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done)
                Append(escaped, rune);
            else
                AppendCodes(escaped, text[..length]);
            text = text[length..];
        }

        return escaped.ToString();
    }

    private static string EscapeAll(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                Append(escaped, rune);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                AppendCode(escaped, text[i++]);
            }
        }

        return escaped.ToString();
    }

    // Everything that may need escaping, and every surrogate: those are looked at in pairs.
    private static bool IsSuspect(char character) =>
        character is < ' ' or (>= '\x7f' and < '\xa0') || character >= '\xad' && IsUnseen(character) || char.IsSurrogate(character);

    private static bool IsUnseen(int code) => CharUnicodeInfo.GetUnicodeCategory(code) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static void Append(StringBuilder escaped, Rune rune)
    {
        if (IsUnseen(rune.Value))
            AppendCode(escaped, rune.Value);
        else
            escaped.Append(rune.ToString());
    }

    private static void AppendCodes(StringBuilder escaped, ReadOnlySpan<byte> bytes)
    {
        foreach (var code in bytes)
            AppendCode(escaped, code);
    }

    private static void AppendCode(StringBuilder escaped, int code)
    {
        if (code <= 0xff)
            escaped.Append(CultureInfo.InvariantCulture, $"\\x{code:X2}");
        else
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{code:X4}}}");
    }
}
