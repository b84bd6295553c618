namespace BounceHandler.Input;

/// <summary>
/// Turns bytes into rows: accounting records as CSV or NDJSON, or a plain list of addresses. Bytes are pushed in as they arrive; after each
/// <see cref="Append"/>, <see cref="Silence"/> or <see cref="Complete"/>, <see cref="TryRead"/> gives every row that is complete by then and must be
/// called until it returns false. Never throws for what the input holds. Single threaded.
/// </summary>
public sealed class RecordReader : IDisposable
{
    /// <summary>Longest row, in bytes without its line feed; a longer one is broken.</summary>
    public const int RecordLimit = 1024 * 1024;

    /// <summary>How long no byte must arrive before <see cref="Silence"/> is called, if <see cref="WantsSilence"/>.</summary>
    public static readonly TimeSpan SilenceAfter = TimeSpan.FromMilliseconds(100);

    private readonly RecordFramer _framer;
    private readonly RowBatch _batch;
    private readonly RecordReaderOptions _options;

    public RecordReader(RecordReaderOptions options)
    {
        _options = options;
        var layouts = new LayoutChoice(options);
        _framer = new RecordFramer(layouts.FieldCounts, RecordLimit, options.From);
        _batch = new RowBatch(_framer, layouts, options.WantDeliveries, options.Deliveries, options.From.Header);
        AcceptedOffset = options.From.Offset;
    }

    /// <summary>True while a row waits for a quote to close: the caller must then report a silence.</summary>
    public bool WantsSilence => _options.SilenceEndsRows && _framer.WantsSilence;

    /// <summary>Byte offset up to which rows were handed out, in bytes from the start of the input.</summary>
    public long AcceptedOffset { get; private set; }

    /// <summary>Where another reader goes on once <see cref="TryRead"/> has returned false and what it handed out is safe.</summary>
    public Continuation Reached => new(AcceptedOffset, _batch.Header?.Names, _framer.IsAccounting);

    /// <summary>Takes bytes that have arrived. They are copied.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _framer.Append(bytes);

    /// <summary>Nothing has arrived for <see cref="SilenceAfter"/>: rows that wait for a quote to close end.</summary>
    public void Silence() => _framer.Silence();

    /// <summary>Nothing will arrive any more: what is left is the last row, unless <see cref="RecordReaderOptions.LeavesTail"/>.</summary>
    public void Complete()
    {
        if (!_options.LeavesTail)
            _framer.Complete();
    }

    /// <summary>Hands out the next row, in the order of the input.</summary>
    /// <returns>False if no further row is complete.</returns>
    public bool TryRead(out InputRow row)
    {
        if (!_batch.TryTake(out row) && !(_batch.TryFill() && _batch.TryTake(out row)))
        {
            // Blank lines between rows are no rows, and nobody needs to read them again.
            AcceptedOffset = _framer.Position;
            return false;
        }

        AcceptedOffset = row.EndOffset;
        return true;
    }

    public void Dispose() => _batch.Dispose();
}
