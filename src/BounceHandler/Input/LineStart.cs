using System.Text;

namespace BounceHandler.Input;

/// <summary>What a line is, by its first bytes.</summary>
internal static class LineStart
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Length of a byte order mark at the start: 0 or 3. Files that were joined have one in the middle.</summary>
    public static int ByteOrderMarkLength(ReadOnlySpan<byte> line) => line.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;

    /// <summary>True for a line that starts with <c>type,</c>, possibly in quotes; case is ignored.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line)
    {
        if (line.Length < 5 || (line[0] | 0x20) is not ('t' or '"'))
            return false;
        return StartsWith(line, "type,"u8) || StartsWith(line, "\"type\","u8);
    }

    /// <summary>True for a line that starts with a brace, possibly after spaces.</summary>
    public static bool IsJson(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return first >= 0 && line[first] == (byte)'{';
    }

    /// <summary>True for a line of nothing but spaces, tabs and carriage returns.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') < 0;

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> start) =>
        line.Length >= start.Length && Ascii.EqualsIgnoreCase(line[..start.Length], start);
}
