using System.Buffers;
using CsvHelper;

namespace BounceHandler.Input;

/// <summary>
/// Splits complete records into fields. Records are collected first and handed to CsvHelper together, which costs much less than one at a time; they
/// are then read back in the same order.
/// </summary>
internal sealed class FieldBatch : IDisposable
{
    // The records are bounded by the framer; this only keeps CsvHelper from trusting them.
    private const int LargestRecord = 8 * 1024 * 1024;

    private static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        Separator = ',',
        AllowLineBreaksInQuotes = true,
        MaxRecordSize = LargestRecord,
        IncludeValuesInExceptions = false,
        BufferSize = 4096,
    };

    private readonly ArrayBufferWriter<byte> _records = new();
    private readonly List<int> _starts = [];
    private CsvReader? _reader;
    private int _readerStart;
    private int _next;

    /// <summary>Bytes collected.</summary>
    public int Length => _records.WrittenCount;

    /// <summary>Number of fields of the current record.</summary>
    public int FieldCount => _reader?.FieldCount ?? 0;

    /// <summary>Collects a record.</summary>
    /// <param name="record">A complete record without its line end; quotes are well formed.</param>
    public void Add(ReadOnlySpan<byte> record)
    {
        _starts.Add(_records.WrittenCount);

        // CsvHelper takes a lone carriage return for a line end, we do not: it hides in quotes.
        if (record.Contains((byte)'\r'))
            QuotedFields.Write(record, _records);
        else
            _records.Write(record);
        _records.Write("\n"u8);
    }

    /// <summary>Moves to the next record that was collected.</summary>
    /// <returns>False after the last one.</returns>
    public bool Read()
    {
        if (_next == _starts.Count)
            return false;
        var start = _starts[_next++];
        if (_reader is null || !_reader.Read() || _readerStart + _reader.ByteOffset != start)
        {
            // Should the bounds ever be seen differently, only one record suffers.
            _reader?.Dispose();
            _readerStart = start;
            _reader = CsvReader.Create(_records.WrittenMemory[start..], Options);
            return _reader.Read();
        }

        return true;
    }

    /// <summary>A field of the current record without quotes; valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Field(int index) => _reader!.GetSpan(index);

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        Dispose();
        _records.ResetWrittenCount();
        _starts.Clear();
        _next = 0;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
