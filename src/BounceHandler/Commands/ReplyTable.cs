using System.Text;
using CsvHelper;

namespace BounceHandler.Commands;

/// <summary>One row of a table, or what is wrong with it.</summary>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Fields">Its fields, unquoted; empty if it is broken.</param>
/// <param name="Problem">What is wrong with it; null if nothing is.</param>
internal sealed record ReplyTableRow(long Line, IReadOnlyList<string> Fields, string? Problem);

/// <summary>Reads tab-separated rows with CSV quoting. A quote that is never closed costs the line that it stands on and no other.</summary>
internal sealed class ReplyTable(TextReader input)
{
    private const int LongestRow = 1024 * 1024;
    private const int MostLines = 100;

    private static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        Separator = '\t',
        AllowLineBreaksInQuotes = true,
        MaxRecordSize = 8 * LongestRow,
        IncludeValuesInExceptions = false,
    };

    // Lines that were read in search of a closing quote and are rows of their own.
    private readonly Queue<string> _waiting = new();
    private readonly char[] _buffer = new char[16 * 1024];
    private int _at;
    private int _length;
    private long _line;
    private int _columns;

    /// <summary>Every row that is not blank, in the table's order.</summary>
    public IEnumerable<ReplyTableRow> Rows()
    {
        while (NextLine() is { } text)
        {
            var line = ++_line;
            if (text.Length > LongestRow)
                yield return new ReplyTableRow(line, [], "a row longer than 1 MiB");
            else if (IsOpen(text, false, out _))
                yield return Noted(ReadLines(text, line));
            else if (text.Length > 0)
                yield return Noted(Read(text, line));
        }
    }

    // The first row names the columns.
    private ReplyTableRow Noted(ReplyTableRow row)
    {
        _columns = _columns == 0 ? row.Fields.Count : _columns;
        return row;
    }

    private ReplyTableRow ReadLines(string first, long line)
    {
        var lines = new List<string>();
        var (row, isOpen) = (new StringBuilder(first), true);
        while (isOpen && lines.Count < MostLines && row.Length <= LongestRow && NextLine() is { } next)
        {
            lines.Add(next);
            row.Append('\n').Append(next);
            isOpen = IsOpen(next, true, out _);
        }

        // Lines that happen to hold a quote further down are no part of the row if it does not come out as one.
        if (!isOpen && Read(row.ToString(), line) is { Problem: null } whole && (_columns == 0 || whole.Fields.Count == _columns))
        {
            _line += lines.Count;
            return whole;
        }

        foreach (var next in _waiting)
            lines.Add(next);
        _waiting.Clear();
        lines.ForEach(_waiting.Enqueue);
        return new ReplyTableRow(line, [], "a quote is not closed");
    }

    private static ReplyTableRow Read(string row, long line)
    {
        IsOpen(row, false, out var isMalformed);
        if (isMalformed)
            return new ReplyTableRow(line, [], "text after a closing quote");
        using var reader = CsvReader.Create(Encoding.UTF8.GetBytes(row), Options);
        if (!reader.Read())
            return new ReplyTableRow(line, [], "no fields");
        return new ReplyTableRow(line, [.. Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader.GetSpan(i)))], null);
    }

    // A quote opens a field at its start, and closes it before a tab or the end; a doubled one stands for itself.
    private static bool IsOpen(string text, bool inQuotes, out bool isMalformed)
    {
        isMalformed = false;
        var atStart = !inQuotes;
        for (var i = 0; i < text.Length; i++)
        {
            if (inQuotes && text[i] == '"')
            {
                if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    i++;
                    continue;
                }

                inQuotes = false;
                isMalformed |= i + 1 < text.Length && text[i + 1] is not ('\t' or '\n');
            }
            else if (!inQuotes)
            {
                inQuotes = atStart && text[i] == '"';
                atStart = text[i] == '\t';
            }
        }

        return inQuotes;
    }

    // Not ReadLine: a line without an end must not fill the memory. What is cut off is not looked at.
    private string? NextLine()
    {
        if (_waiting.TryDequeue(out var waiting))
            return waiting;
        var line = new StringBuilder();
        while (true)
        {
            if (_at == _length && (_at = 0) == (_length = input.Read(_buffer)))
                return line.Length > 0 ? Line(line) : null;
            var end = _buffer.AsSpan(_at, _length - _at).IndexOf('\n');
            var part = _buffer.AsSpan(_at, end < 0 ? _length - _at : end);
            line.Append(part[..Math.Min(part.Length, LongestRow + 2 - Math.Min(line.Length, LongestRow + 2))]);
            _at += part.Length + (end < 0 ? 0 : 1);
            if (end >= 0)
                return Line(line);
        }
    }

    private static string Line(StringBuilder line) => line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
}
