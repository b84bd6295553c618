using System.Numerics;
using System.Runtime.Intrinsics;
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
    private readonly int[] _recipients;
    private readonly int[] _logged;
    private readonly int[] _queued;

    // Where each field ends, up to the last one that matters.
    private readonly int[] _ends;

    /// <param name="sink">Takes what is found.</param>
    /// <param name="layout">Names the fields.</param>
    public DeliveryColumns(IDeliverySink sink, RecordLayout layout)
    {
        _sink = sink;
        _layout = layout;
        _recipients = [.. layout.FieldsOf(Column.Rcpt)];
        _logged = [.. layout.FieldsOf(Column.TimeLogged)];
        _queued = [.. layout.FieldsOf(Column.TimeQueued)];
        _ends = new int[1 + new[] { _recipients, _logged, _queued }.Max(fields => fields.DefaultIfEmpty().Max())];
    }

    /// <summary>Looks at a complete record.</summary>
    public void Read(ReadOnlySpan<byte> record)
    {
        if (!TrySplit(record))
        {
            ReadQuoted(record);
            return;
        }

        var recipient = Value(record, _recipients);
        var logged = Value(record, _logged);
        Take(recipient, logged.IsEmpty ? Value(record, _queued) : logged);
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
        var recipient = Value(fields, _recipients);
        var logged = Value(fields, _logged);
        Take(recipient, logged.IsEmpty ? Value(fields, _queued) : logged);
    }

    private void Take(ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> time)
    {
        if (!recipient.IsEmpty && _time.TryRead(time, out var seconds))
            _sink.Delivered(recipient, seconds);
    }

    // Commas are bounds only where no quote has opened before; behind the last field that matters there may be any. False: one has.
    private bool TrySplit(ReadOnlySpan<byte> record)
    {
        var (field, at) = (0, 0);
        for (; at + Vector128<byte>.Count <= record.Length; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(record[at..]);
            var quotes = Vector128.Equals(bytes, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
            for (var commas = Vector128.Equals(bytes, Vector128.Create((byte)',')).ExtractMostSignificantBits(); commas != 0; commas &= commas - 1)
            {
                var comma = BitOperations.TrailingZeroCount(commas);
                if (BitOperations.TrailingZeroCount(quotes) < comma)
                    return false;
                _ends[field] = at + comma;
                if (++field == _ends.Length)
                    return true;
            }

            if (quotes != 0)
                return false;
        }

        for (; at < record.Length; at++)
        {
            if (record[at] == (byte)'"')
                return false;
            if (record[at] != (byte)',')
                continue;
            _ends[field] = at;
            if (++field == _ends.Length)
                return true;
        }

        _ends.AsSpan(field).Fill(record.Length);
        return true;
    }

    // The first field of the column that has content.
    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, int[] fields)
    {
        foreach (var field in fields)
        {
            // The first field is the type; a record that ends early has none behind its end.
            var (start, end) = (_ends[field - 1] + 1, _ends[field]);
            if (end > start)
                return record[start..end];
        }

        return default;
    }

    private static ReadOnlySpan<byte> Value(FieldBatch record, int[] fields)
    {
        foreach (var field in fields)
        {
            if (record.Field(field) is { IsEmpty: false } value)
                return value;
        }

        return default;
    }
}
