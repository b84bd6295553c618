using System.Diagnostics.CodeAnalysis;
using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Input;

/// <summary>
/// The address at the start of a line of a plain list: everything up to the first comma outside quotes. Quotes are those of CSV
/// (<c>"a@b.example",x</c>) or those of a local part (<c>"a,b"@c.example,x</c>); where both readings are possible the one that gives an address counts.
/// </summary>
internal static class PlainAddressLine
{
    /// <summary>Cuts the address out of a line.</summary>
    /// <param name="line">A line without its line end.</param>
    /// <param name="address">The address as written, without CSV quotes; it may be redacted.</param>
    /// <returns>False if the line does not start with an address.</returns>
    public static bool TryCut(ReadOnlySpan<byte> line, [NotNullWhen(true)] out string? address)
    {
        // No address is longer; what follows it may be.
        const int LongestField = 4 * EmailAddress.MaxLength;
        address = null;
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty)
            return false;
        if (line[0] != (byte)'"')
        {
            var comma = line.IndexOf((byte)',');
            return IsAddress(comma < 0 ? line : line[..comma], out address);
        }

        line = line[..Math.Min(line.Length, LongestField)];
        return (TryCutCsvQuotes(line, out var field) && IsAddress(field, out address))
            || (TryCutQuotedLocalPart(line, out field) && IsAddress(field, out address));
    }

    private static bool TryCutCsvQuotes(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field)
    {
        var content = new byte[line.Length];
        var length = 0;
        field = default;
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == (byte)'"')
            {
                if (i + 1 == line.Length || line[i + 1] == (byte)',')
                {
                    field = content.AsSpan(0, length);
                    return true;
                }

                if (line[++i] != (byte)'"')
                    return false;
            }

            content[length++] = line[i];
        }

        return false;
    }

    private static bool TryCutQuotedLocalPart(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field)
    {
        field = default;
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == (byte)'\\')
            {
                i++;
            }
            else if (line[i] == (byte)'"')
            {
                if (i + 1 == line.Length || line[i + 1] != (byte)'@')
                    return false;
                var comma = line[i..].IndexOf((byte)',');
                field = comma < 0 ? line : line[..(i + comma)];
                return true;
            }
        }

        return false;
    }

    private static bool IsAddress(ReadOnlySpan<byte> field, [NotNullWhen(true)] out string? address)
    {
        address = null;
        if (field.Length is 0 or > 4 * EmailAddress.MaxLength)
            return false;
        var text = Encoding.UTF8.GetString(field).Trim(' ', '\t');
        if (!EmailAddress.TryParse(text, out _) && !EmailAddress.IsRedacted(text))
            return false;
        address = text;
        return true;
    }
}
