namespace BounceHandler.Events;

/// <summary>
/// A diagnostic code as a delivery status notification carries it (RFC 3464, 2.3.6): a type, a semicolon and what the remote system said, for example
/// <c>smtp;550 5.1.1 user unknown</c>.
/// </summary>
/// <param name="Type">Type in lower case, for example <c>smtp</c> or <c>x-pmta</c>; empty if the text names none.</param>
/// <param name="Text">What was said, without surrounding spaces.</param>
public readonly record struct DiagnosticCode(string Type, string Text)
{
    private const int LongestType = 40;

    /// <summary>The reply code of an SMTP reply (RFC 5321, 4.2), 200 to 599; null if the text does not begin with one.</summary>
    public int? SmtpReplyCode => TryReadReply(Text, out var code, out _) ? code : null;

    /// <summary>The status code in an SMTP reply (RFC 2034), which stands after its reply code; null if there is none.</summary>
    public EnhancedStatusCode? EnhancedStatus
    {
        get
        {
            var text = TryReadReply(Text, out _, out var rest) ? rest : Text.AsSpan();
            // Some servers write it as qmail does.
            text = text.TrimStart(" \t#");
            return EnhancedStatusCode.TryParse(text, out var status) ? status : null;
        }
    }

    /// <summary>Reads a diagnostic. Never fails: what has no type in front is text.</summary>
    public static DiagnosticCode Parse(string diagnostic)
    {
        var end = diagnostic.AsSpan(0, Math.Min(diagnostic.Length, LongestType + 1)).IndexOf(';');
        var type = diagnostic.AsSpan(0, Math.Max(end, 0)).Trim();
        return IsAtom(type) ? new DiagnosticCode(type.ToString().ToLowerInvariant(), diagnostic[(end + 1)..].Trim()) : new DiagnosticCode("", diagnostic.Trim());
    }

    /// <summary>What was said, without type and surrounding spaces; no string is made of it.</summary>
    public static ReadOnlySpan<char> TextOf(string diagnostic)
    {
        var end = diagnostic.AsSpan(0, Math.Min(diagnostic.Length, LongestType + 1)).IndexOf(';');
        var type = diagnostic.AsSpan(0, Math.Max(end, 0)).Trim();
        return (IsAtom(type) ? diagnostic.AsSpan(end + 1) : diagnostic).Trim();
    }

    private static bool IsAtom(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        }

        return text.Length > 0;
    }

    private static bool TryReadReply(string text, out int code, out ReadOnlySpan<char> rest)
    {
        code = 0;
        rest = default;
        if (text.Length < 3 || text[0] is < '2' or > '5' || !char.IsAsciiDigit(text[1]) || !char.IsAsciiDigit(text[2]))
            return false;
        if (text.Length > 3 && text[3] is not (' ' or '-' or '\t'))
            return false;
        code = ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + (text[2] - '0');
        rest = text.Length > 3 ? text.AsSpan(4) : default;
        return true;
    }
}
