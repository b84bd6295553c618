using System.Globalization;
using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>Reads whole inputs, in pieces of chosen sizes, and writes rows as one comparable line each.</summary>
internal static class ReadRows
{
    public static List<InputRow> From(string input, RecordReaderOptions? options = null) => From(Encoding.UTF8.GetBytes(input), options);

    public static List<InputRow> From(byte[] input, RecordReaderOptions? options = null, Func<int>? pieceLength = null)
    {
        using var reader = new RecordReader(options ?? new RecordReaderOptions());
        var rows = new List<InputRow>();
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(pieceLength?.Invoke() ?? input.Length, input.Length - at);
            reader.Append(input.AsSpan(at, length));
            at += length;
            Drain(reader, rows);
        }

        reader.Complete();
        Drain(reader, rows);
        return rows;
    }

    public static void Drain(RecordReader reader, List<InputRow> rows)
    {
        while (reader.TryRead(out var row))
        {
            Assert.Equal(row.EndOffset, reader.AcceptedOffset);
            rows.Add(row);
        }
    }

    /// <summary>What the rows are: <c>header 3</c>, <c>b a@x.example</c>, <c>address a@x.example</c>, <c>type d</c>, <c>broken: open quote</c>. Runs are written out.</summary>
    public static List<string> Describe(IEnumerable<InputRow> rows) =>
        [.. rows.SelectMany(row => Enumerable.Repeat(Describe(row), row.Kind == InputRowKind.Header ? 1 : (int)row.Count))];

    public static string Describe(InputRow row)
    {
        var text = row.Kind switch
        {
            InputRowKind.Header => string.Create(CultureInfo.InvariantCulture, $"header {row.Layout!.FieldCount}"),
            InputRowKind.Record => $"{row.Record!.RecordType.Code()} {row.Record[Column.Rcpt]}",
            InputRowKind.Address => $"address {row.Address}",
            _ => row.Detail is null ? row.Reason! : $"{row.Reason}: {row.Detail}",
        };
        return row.Unterminated ? text + " (unterminated)" : text;
    }

    /// <summary>Everything that must not depend on how the input was cut into pieces.</summary>
    public static List<string> Fingerprint(IEnumerable<InputRow> rows)
    {
        var lines = new List<string>();
        long pendingCount = 0;
        var pending = "";
        foreach (var row in rows)
        {
            var values = row.Record is null ? "" : string.Join('|', Enum.GetValues<Column>().Select(column => row.Record[column]));
            var text = $"{Describe(row)} {values}";
            if (row.Kind == InputRowKind.Skipped && row.Detail is null && pending == text && !row.Unterminated)
            {
                pendingCount += row.Count;
                continue;
            }

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"x {pendingCount}"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{row.Offset} {text}"));
            (pending, pendingCount) = (text, row.Count);
        }

        lines.Add(string.Create(CultureInfo.InvariantCulture, $"x {pendingCount}"));
        return lines;
    }
}
