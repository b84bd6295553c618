namespace BounceHandler.Maildrop;

/// <summary>The little that must be known of an address to carry it inside another one: RFC 5321 atoms and host names.</summary>
internal static class MailboxSyntax
{
    // RFC 5321 4.5.3.1: 64 for the local part, 255 for the domain, and the at sign.
    private const int MaxLength = 320;

    public static bool IsAtomText(char character) =>
        char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-/=?^_`{|}~.".Contains(character, StringComparison.Ordinal)
        || character >= '\x80' && char.IsLetterOrDigit(character);

    public static bool IsHost(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('.' or '-'))
                return false;
        }

        return text.Length > 0 && char.IsLetterOrDigit(text[0]);
    }

    /// <summary>`local@domain` to `local=domain`, or null where it is no plain address (a quoted local part, for example).</summary>
    public static string? Encode(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && IsPlain(address, at) ? $"{address[..at]}={address[(at + 1)..]}" : null;
    }

    /// <summary>`local=domain` to `local@domain`; a domain holds no `=`, so the last one counts. Null where it is no address.</summary>
    public static string? Decode(string text)
    {
        var mark = text.LastIndexOf('=');
        return mark > 0 && IsPlain(text, mark) ? $"{text[..mark]}@{text[(mark + 1)..]}" : null;
    }

    private static bool IsPlain(string text, int separator)
    {
        foreach (var character in text.AsSpan(0, separator))
        {
            if (!IsAtomText(character))
                return false;
        }

        return text.Length <= MaxLength && IsHost(text.AsSpan(separator + 1));
    }
}
