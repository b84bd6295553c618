using System.Globalization;
using System.Text;

namespace BounceHandler.Events;

public sealed partial record EmailAddress
{
    /// <summary>Longest address accepted, in UTF-16 units: 64 for the local part, one, 255 for the domain (RFC 5321 4.5.3.1).</summary>
    public const int MaxLength = 320;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false, AllowUnassigned = true };

    /// <summary>
    /// Reads an address: <c>&lt;a@b&gt;</c> is stripped, a quoted local part that is a dot-atom is unquoted, IDN and UTF-8 are accepted. Dots may stand
    /// anywhere in the local part, as some mailbox providers allow, and angle brackets within it.
    /// </summary>
    /// <param name="text">What a stranger wrote.</param>
    /// <param name="address">The address; null if it is none.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        text = text.Trim(" \t");
        if (text.Length > 2 && text[0] == '<' && text[^1] == '>')
            text = text[1..^1].Trim(" \t");
        if (text.Length is < 3 or > MaxLength)
            return false;
        var at = text.LastIndexOf('@');
        if (at < 1 || !TryReadLocalPart(text[..at], out var local) || !TryReadDomain(text[(at + 1)..], out var domain, out var ascii))
            return false;
        // An A-label is longer than what it stands for, and an identity must read again as itself.
        if (local.Length + 1 + ascii.Length > MaxLength)
            return false;
        address = new EmailAddress($"{local}@{domain}", $"{local.ToLowerInvariant()}@{ascii}");
        return true;
    }

    /// <summary>True for an address whose local part PowerMTA's privacy policy replaced by dots: it names nobody.</summary>
    public static bool IsRedacted(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t<>");
        var at = text.LastIndexOf('@');
        return at > 0 && text[..at].IndexOfAnyExcept('.') < 0;
    }

    private static bool TryReadLocalPart(ReadOnlySpan<char> text, out string local)
    {
        local = "";
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
            return TryReadQuoted(text[1..^1], out local);
        if (!IsDotAtom(text, withBrackets: true))
            return false;
        local = text.ToString();
        return true;
    }

    private static bool TryReadQuoted(ReadOnlySpan<char> text, out string local)
    {
        var content = new StringBuilder(text.Length);
        local = "";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' || IsForbidden(c))
                return false;
            if (c == '\\')
            {
                if (++i == text.Length || IsForbidden(text[i]))
                    return false;
                c = text[i];
            }

            content.Append(c);
        }

        if (content.Length == 0)
            return false;
        var plain = content.ToString();
        local = IsDotAtom(plain, withBrackets: false) ? plain : $"\"{plain.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
        return IsWellFormed(plain);
    }

    private static bool IsDotAtom(ReadOnlySpan<char> text, bool withBrackets)
    {
        if (text.IndexOfAnyExcept('.') < 0)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            // Subscribers sign up with angle brackets in their addresses, and a campaign tool stores and mails them as they are.
            // At either end they are syntax.
            var isBracket = withBrackets && (c is '<' or '>') && i > 0 && i < text.Length - 1;
            var allowed = c < 0x80 ? isBracket || char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c) : !IsForbidden(c);
            if (!allowed)
                return false;
        }

        return IsWellFormed(text);
    }

    private static bool TryReadDomain(ReadOnlySpan<char> text, out string domain, out string ascii)
    {
        domain = ascii = "";
        if (text.Length > 0 && text[^1] == '.')
            text = text[..^1];
        if (text.Length is 0 or > 253 || !IsWellFormed(text) || HasForbidden(text))
            return false;
        domain = text.ToString().ToLowerInvariant();
        ascii = domain;
        if (!System.Text.Ascii.IsValid(domain))
        {
            try
            {
                ascii = Idn.GetAscii(domain).ToLowerInvariant();
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        return IsHostName(ascii);
    }

    // At least two labels, letters, digits, hyphens and underscores; the last label is no number, or it would be an IP address.
    private static bool IsHostName(ReadOnlySpan<char> ascii)
    {
        if (ascii.Length > 253)
            return false;
        var labels = 0;
        var numeric = true;
        foreach (var range in ascii.Split('.'))
        {
            var label = ascii[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
                return false;
            numeric = true;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                    return false;
                numeric &= char.IsAsciiDigit(c);
            }

            labels++;
        }

        return labels >= 2 && !numeric;
    }

    // Punycode hides from the check of the A-labels what a line or a terminal would show.
    private static bool HasForbidden(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (IsForbidden(c))
                return true;
        }

        return false;
    }

    private static bool IsForbidden(char c) =>
        char.IsControl(c) || (c >= 0x80 && (char.IsWhiteSpace(c) || c == '\uFFFD' || char.GetUnicodeCategory(c) == UnicodeCategory.Format));

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
