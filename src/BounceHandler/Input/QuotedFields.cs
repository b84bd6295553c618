using System.Buffers;

namespace BounceHandler.Input;

/// <summary>Writes a record again with quotes around its unquoted fields, so that nothing in them has a meaning of its own.</summary>
internal static class QuotedFields
{
    /// <summary>Writes a record.</summary>
    /// <param name="record">A complete record without its line end; quotes are well formed.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output)
    {
        while (true)
        {
            var end = EndOfField(record);
            var field = record[..end];
            if (field.Length > 0 && field[0] == (byte)'"')
                output.Write(field);
            else
                WriteQuoted(field, output);
            if (end == record.Length)
                return;
            output.Write(","u8);
            record = record[(end + 1)..];
        }
    }

    private static int EndOfField(ReadOnlySpan<byte> record)
    {
        var start = 0;
        if (record.Length > 0 && record[0] == (byte)'"')
        {
            start = 1;
            while (record[start..].IndexOf((byte)'"') is >= 0 and var quote)
            {
                start += quote + 1;
                if (start == record.Length || record[start] != (byte)'"')
                    break;
                start++;
            }
        }

        var comma = record[start..].IndexOf((byte)',');
        return comma < 0 ? record.Length : start + comma;
    }

    private static void WriteQuoted(ReadOnlySpan<byte> field, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (field.IndexOf((byte)'"') is >= 0 and var quote)
        {
            output.Write(field[..(quote + 1)]);
            output.Write("\""u8);
            field = field[(quote + 1)..];
        }

        output.Write(field);
        output.Write("\""u8);
    }
}
