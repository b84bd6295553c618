using BounceHandler.Events;

namespace BounceHandler.Input;

/// <summary>
/// Takes recipient and time out of delivery records: by the header in force, which costs next to nothing, and where there is none by an order that is
/// recognised, once in a batch: the records of one stream have one. For one thread.
/// </summary>
/// <param name="sink">Takes what is found.</param>
/// <param name="layouts">Finds the order of records without a header.</param>
internal sealed class DeliveryReading(IDeliverySink sink, LayoutChoice layouts) : IDisposable
{
    private readonly FieldBatch _fields = new();
    private RecordLayout? _layout;
    private DeliveryColumns? _columns;
    private bool _hasHeader;
    private int _recognisedFields;

    /// <summary>Rows are handed out next: see <see cref="IDeliverySink.Settle"/>.</summary>
    public void Settle()
    {
        _recognisedFields = 0;
        sink.Settle();
    }

    /// <summary>Reads what follows by the names in a header.</summary>
    public void UseHeader(RecordLayout header)
    {
        _hasHeader = true;
        Use(header);
    }

    /// <summary>Looks at a complete record.</summary>
    /// <param name="record">Without its line end.</param>
    /// <param name="fields">How many it has.</param>
    public void Read(ReadOnlySpan<byte> record, int fields)
    {
        if (!_hasHeader && fields != _recognisedFields)
        {
            Use(Recognise(record));
            _recognisedFields = _layout?.FieldCount ?? 0;
        }

        _columns?.Read(record);
    }

    /// <summary>Looks at a record of NDJSON.</summary>
    public void ReadJson(string?[] values) => DeliveryColumns.ReadJson(sink, values);

    public void Dispose() => _fields.Dispose();

    private RecordLayout? Recognise(ReadOnlySpan<byte> record)
    {
        _fields.Clear();
        _fields.Add(record);
        return _fields.Read() ? layouts.Find(RecordType.Delivery, _fields) : null;
    }

    private void Use(RecordLayout? layout)
    {
        if (ReferenceEquals(layout, _layout))
            return;
        _layout = layout;
        _columns = layout?.HasColumn(Column.Rcpt) == true ? new DeliveryColumns(sink, layout) : null;
    }
}
