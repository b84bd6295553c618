using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Input;

/// <summary>
/// Takes recipient and time out of delivery records, the only columns of them that matter, without splitting the rest. For one layout and one thread.
/// </summary>
internal sealed class DeliveryColumns
{
    private readonly IDeliverySink _sink;
    private readonly RecordLayout _layout;
    private readonly RecentTime _time = new();
    private readonly int _last;
    private readonly (int Start, int End)[] _fields;

    /// <param name="sink">Takes what is found.</param>
    /// <param name="layout">Names the fields.</param>
    public DeliveryColumns(IDeliverySink sink, RecordLayout layout)
    {
        _sink = sink;
        _layout = layout;
        foreach (var column in (ReadOnlySpan<Column>)[Column.Rcpt, Column.TimeLogged, Column.TimeQueued])
        {
            foreach (var field in layout.FieldsOf(column))
                _last = Math.Max(_last, field);
        }

        _fields = new (int, int)[_last + 1];
    }

    /// <summary>Looks at a complete record.</summary>
    public void Read(ReadOnlySpan<byte> record)
    {
        var start = 0;
        for (var i = 0; i <= _last; i++)
        {
            var length = record[start..].IndexOf((byte)',');
            var end = length < 0 ? record.Length : start + length;
            _fields[i] = (start, end);
            start = Math.Min(end + 1, record.Length);
        }

        // Commas are bounds only where no quote has opened before; behind the last column that matters there may be any.
        if (record[..start].Contains((byte)'"'))
        {
            ReadQuoted(record);
            return;
        }

        var recipient = Value(record, Column.Rcpt);
        var logged = Value(record, Column.TimeLogged);
        Take(recipient, logged.IsEmpty ? Value(record, Column.TimeQueued) : logged);
    }

    /// <summary>Looks at a record of NDJSON.</summary>
    public static void ReadJson(IDeliverySink sink, string?[] values)
    {
        var time = values[(int)Column.TimeLogged] is { Length: > 0 } logged ? logged : values[(int)Column.TimeQueued];
        if (values[(int)Column.Rcpt] is { Length: > 0 } recipient && AccountingTime.TryParse(time, out var at))
            sink.Delivered(Encoding.UTF8.GetBytes(recipient), at.ToUnixTimeSeconds());
    }

    private void ReadQuoted(ReadOnlySpan<byte> record)
    {
        using var fields = new FieldBatch();
        fields.Add(record);
        if (!fields.Read() || fields.FieldCount != _layout.FieldCount)
            return;
        var recipient = Value(fields, Column.Rcpt);
        var logged = Value(fields, Column.TimeLogged);
        Take(recipient, logged.IsEmpty ? Value(fields, Column.TimeQueued) : logged);
    }

    private void Take(ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> time)
    {
        if (!recipient.IsEmpty && _time.TryRead(time, out var seconds))
            _sink.Delivered(recipient, seconds);
    }

    // The first field of the column that has content.
    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, Column column)
    {
        foreach (var field in _layout.FieldsOf(column))
        {
            if (_fields[field] is var (start, end) && end > start)
                return record[start..end];
        }

        return default;
    }

    private ReadOnlySpan<byte> Value(FieldBatch fields, Column column)
    {
        foreach (var field in _layout.FieldsOf(column))
        {
            if (fields.Field(field) is { IsEmpty: false } value)
                return value;
        }

        return default;
    }
}
