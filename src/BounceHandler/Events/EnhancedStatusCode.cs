using System.Globalization;

namespace BounceHandler.Events;

/// <summary>An enhanced mail system status code (RFC 3463): class, subject and detail, for example 5.1.1.</summary>
/// <param name="Class">2 success, 4 persistent transient failure, 5 permanent failure.</param>
/// <param name="Subject">What it is about: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.</param>
/// <param name="Detail">The case.</param>
public readonly record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    private const int MostDigits = 3;

    /// <summary>Class 5: the same message will never be taken.</summary>
    public bool IsPermanent => Class == 5;

    /// <summary>Reads the code at the beginning of a text such as <c>5.1.1 (bad destination mailbox address)</c>; what follows the code is ignored.</summary>
    /// <returns>False if the text does not begin with a code, or if more digits or dots follow it.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatusCode code)
    {
        code = default;
        var rest = text.TrimStart(" \t");
        if (!TryReadNumber(ref rest, out var first) || first is not (2 or 4 or 5) || !TryReadDot(ref rest)
            || !TryReadNumber(ref rest, out var second) || !TryReadDot(ref rest)
            || !TryReadNumber(ref rest, out var third))
        {
            return false;
        }

        // "5.1.1.2" is an address of some kind and "5.1.1a" a version.
        if (rest.Length > 0 && (char.IsAsciiLetterOrDigit(rest[0]) || (rest[0] == '.' && rest.Length > 1 && char.IsAsciiDigit(rest[1]))))
            return false;
        code = new EnhancedStatusCode(first, second, third);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryReadNumber(ref ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        var digits = 0;
        while (digits < text.Length && digits < MostDigits && char.IsAsciiDigit(text[digits]))
            number = (number * 10) + (text[digits++] - '0');
        text = text[digits..];
        return digits > 0;
    }

    private static bool TryReadDot(ref ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] != '.')
            return false;
        text = text[1..];
        return true;
    }
}
