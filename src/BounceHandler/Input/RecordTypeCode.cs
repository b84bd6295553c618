namespace BounceHandler.Input;

/// <summary>The short form of a record type as it stands in the first column. Case is ignored.</summary>
public static class RecordTypeCode
{
    private static readonly string[] Codes = ["b", "rb", "f", "d", "t", "tq", "r", "rs"];

    /// <summary>The short form, for example <c>rb</c>.</summary>
    public static string Code(this RecordType type) => Codes[(int)type];

    /// <summary>Reads a short form.</summary>
    /// <returns>False for a type that is not known.</returns>
    public static bool TryParse(ReadOnlySpan<char> code, out RecordType type)
    {
        for (var i = 0; i < Codes.Length; i++)
        {
            if (!code.Equals(Codes[i], StringComparison.OrdinalIgnoreCase))
                continue;
            type = (RecordType)i;
            return true;
        }

        type = default;
        return false;
    }

    /// <summary>True if a line begins with a known type, possibly in quotes, and a comma.</summary>
    internal static bool TryReadPrefix(ReadOnlySpan<byte> line, out RecordType type)
    {
        if (line.Length > 1 && line[1] == (byte)',')
            return TryRead(line[0], 0, out type);
        if (line.Length > 2 && line[2] == (byte)',')
            return TryRead(line[0], line[1], out type);
        if (line.Length > 3 && line[0] == (byte)'"')
        {
            if (line[2] == (byte)'"' && line[3] == (byte)',')
                return TryRead(line[1], 0, out type);
            if (line.Length > 4 && line[3] == (byte)'"' && line[4] == (byte)',')
                return TryRead(line[1], line[2], out type);
        }

        type = default;
        return false;
    }

    private static bool TryRead(byte first, byte second, out RecordType type)
    {
        const int LowerCase = 0x20;
        (type, var known) = (first | LowerCase, second == 0 ? 0 : second | LowerCase) switch
        {
            ('d', 0) => (RecordType.Delivery, true),
            ('b', 0) => (RecordType.Bounce, true),
            ('r', 'b') => (RecordType.RemoteBounce, true),
            ('f', 0) => (RecordType.FeedbackLoop, true),
            ('t', 0) => (RecordType.Transient, true),
            ('t', 'q') => (RecordType.TransientQueue, true),
            ('r', 0) => (RecordType.Receipt, true),
            ('r', 's') => (RecordType.RemoteStatus, true),
            _ => (default, false),
        };
        return known;
    }
}
