using BounceHandler.Events;

namespace BounceHandler.Input;

/// <summary>
/// Rows that are framed and await to be handed out. Those whose fields matter are collected, so that they are split together; runs of rows that are
/// only counted become one.
/// </summary>
internal sealed class RowBatch : IDisposable
{
    private const int MostRows = 1024;
    private const int MostBytes = 256 * 1024;

    private readonly FieldBatch _fields = new();
    private readonly TextMemo _memo = new();
    private readonly List<Entry> _entries = [];
    private readonly RecordFramer _framer;
    private readonly LayoutChoice _layouts;
    private readonly bool _wantDeliveries;
    private readonly DeliveryReading? _deliveries;
    private RecordLayout? _header;
    private int _next;

    private CountedRun _counted;

    /// <param name="framer">Finds the rows.</param>
    /// <param name="layouts">Finds the order of records without a header.</param>
    /// <param name="wantDeliveries">Deliveries are records, not skipped rows.</param>
    /// <param name="deliveries">Takes recipient and time of those that are skipped; null: nobody asks.</param>
    /// <param name="header">Names of the header in force where reading begins; null if there is none.</param>
    public RowBatch(RecordFramer framer, LayoutChoice layouts, bool wantDeliveries, IDeliverySink? deliveries, IReadOnlyList<string>? header)
    {
        _framer = framer;
        _layouts = layouts;
        _wantDeliveries = wantDeliveries;
        _deliveries = deliveries is null ? null : new DeliveryReading(deliveries, layouts);
        if (header is not null)
            UseHeader(header);
    }

    /// <summary>The header in force for rows that are framed next; null if there is none.</summary>
    public RecordLayout? Header => _header;

    // A frame whose record is not split yet, or a row.
    private readonly record struct Entry(InputRow Row, Frame Frame, RecordLayout? Layout, bool IsSplit);

    /// <summary>Takes everything that is complete, up to a limit.</summary>
    /// <returns>False if nothing is.</returns>
    public bool TryFill()
    {
        _entries.Clear();
        _fields.Clear();
        _next = 0;
        while (_entries.Count < MostRows && _fields.Length < MostBytes && _framer.TryNext(out var frame))
            Add(frame);
        EndCounting();
        _deliveries?.Settle();
        return _entries.Count > 0;
    }

    /// <summary>Hands out the next row.</summary>
    /// <returns>False if the batch is used up.</returns>
    public bool TryTake(out InputRow row)
    {
        row = default;
        if (_next == _entries.Count)
            return false;
        var entry = _entries[_next++];
        row = entry.IsSplit ? entry.Row : Split(entry);
        return true;
    }

    public void Dispose()
    {
        _fields.Dispose();
        _deliveries?.Dispose();
    }

    private void Add(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Typed:
                AddTyped(frame);
                break;
            case FrameKind.Header:
                Add(InputRow.ForHeader(frame, UseHeader(SplitHeader())));
                break;
            case FrameKind.Json:
                Add(ReadJson(frame));
                break;
            case FrameKind.Line:
                Add(ReadLine(frame));
                break;
            case FrameKind.Untyped:
                Add(ReadUntyped(frame));
                break;
            default:
                Add(Broken(frame, frame.Detail!));
                break;
        }
    }

    private RecordLayout UseHeader(IReadOnlyList<string> names)
    {
        _header = new RecordLayout(names);
        _framer.HeaderFields = _header.FieldCount;
        _deliveries?.UseHeader(_header);
        return _header;
    }

    private void AddTyped(in Frame frame)
    {
        if (_header is not null && frame.Fields != _header.FieldCount)
            Add(Broken(frame, SkipReason.WrongFieldCount(frame.Fields, _header.FieldCount)));
        else if (IsWanted(frame.Type))
            Collect(frame);
        else if (frame.Unterminated && !_framer.HasLayoutCount(frame.Fields))
            Add(Broken(frame, SkipReason.UnterminatedLastLine));
        else
            AddCounted(frame);
    }

    private bool IsWanted(RecordType type) =>
        type is RecordType.Bounce or RecordType.RemoteBounce or RecordType.FeedbackLoop || (_wantDeliveries && type == RecordType.Delivery);

    private void Collect(in Frame frame)
    {
        EndCounting();
        _fields.Add(_framer.Content);
        _entries.Add(new Entry(default, frame, _header, false));
    }

    private void AddCounted(in Frame frame)
    {
        if (frame.Type == RecordType.Delivery && !frame.Unterminated)
            _deliveries?.Read(_framer.Content, frame.Fields);
        var reason = SkipReason.OfType(frame.Type);
        if (frame.Unterminated)
        {
            Add(InputRow.ForSkipped(frame, reason));
            return;
        }

        if (!_counted.IsOf(reason))
            EndCounting();
        _counted.Add(frame, reason);
    }

    private void EndCounting()
    {
        if (_counted.TryEnd(out var row))
            Add(row);
    }

    private InputRow Split(in Entry entry)
    {
        var frame = entry.Frame;
        if (!_fields.Read() || _fields.FieldCount != frame.Fields)
            return Broken(frame, SkipReason.FieldsUnclear);
        if ((entry.Layout ?? _layouts.Find(frame.Type, _fields)) is not { } layout)
            return frame.Unterminated ? Broken(frame, SkipReason.UnterminatedLastLine) : InputRow.ForSkipped(frame, SkipReason.LayoutUnknown);

        return InputRow.ForRecord(frame, new AccountingRecord(frame.Type, new RecordBytes(layout, _fields, _memo)));
    }

    private List<string> SplitHeader()
    {
        using var fields = new FieldBatch();
        fields.Add(_framer.Content);
        fields.Read();
        return [.. Enumerable.Range(0, fields.FieldCount).Select(i => FieldText.Decode(fields.Field(i)))];
    }

    private InputRow ReadJson(in Frame frame)
    {
        if (!JsonLine.TryRead(_framer.Content, out var values))
            return Broken(frame, SkipReason.InvalidJson);
        if (string.IsNullOrEmpty(values[(int)Column.Type]))
            return Broken(frame, SkipReason.JsonWithoutType);
        if (!RecordTypeCode.TryParse(values[(int)Column.Type], out var type))
            return InputRow.ForSkipped(frame, SkipReason.OfType(values[(int)Column.Type]!));
        if (type == RecordType.Delivery)
            _deliveries?.ReadJson(values);
        return IsWanted(type) ? InputRow.ForRecord(frame, new AccountingRecord(type, values)) : InputRow.ForSkipped(frame, SkipReason.OfType(type));
    }

    private InputRow ReadLine(in Frame frame)
    {
        if (!PlainAddressLine.TryCut(_framer.Content, out var address))
            return Broken(frame, SkipReason.NoTypeNoAddress);
        return _framer.IsAccounting ? Broken(frame, SkipReason.AddressAmongRecords) : InputRow.ForAddress(frame, address);
    }

    private InputRow ReadUntyped(in Frame frame)
    {
        if (_header is null || frame.Fields != _header.FieldCount)
            return Broken(frame, SkipReason.NoTypeNoAddress);
        using var fields = new FieldBatch();
        fields.Add(_framer.Content);
        fields.Read();
        return InputRow.ForSkipped(frame, SkipReason.OfType(FieldText.Decode(fields.Field(0))));
    }

    // An end of input in the middle of a row explains whatever else is wrong with it.
    private static InputRow Broken(in Frame frame, string detail) =>
        InputRow.ForSkipped(frame, SkipReason.Broken, frame.Unterminated && frame.Kind != FrameKind.Broken ? SkipReason.UnterminatedLastLine : detail);

    private void Add(in InputRow row)
    {
        EndCounting();
        _entries.Add(new Entry(row, default, null, true));
    }
}
