namespace BounceHandler.Input;

/// <summary>What a row of the input is.</summary>
public enum InputRowKind
{
    /// <summary>A header line; not counted as a row.</summary>
    Header,

    /// <summary>An accounting record to judge.</summary>
    Record,

    /// <summary>An address on a plain list.</summary>
    Address,

    /// <summary>One or more rows of which nothing becomes.</summary>
    Skipped,
}

/// <summary>One row of the input, or a run of skipped ones.</summary>
public readonly struct InputRow
{
    /// <summary>Which of the values below is set.</summary>
    public InputRowKind Kind { get; private init; }

    /// <summary>Where the row starts, in bytes from the start of the input.</summary>
    public long Offset { get; private init; }

    /// <summary>Where the next row may start: the byte after the row's line end.</summary>
    public long EndOffset { get; internal init; }

    /// <summary>True if the input ended before the row's line did.</summary>
    public bool Unterminated { get; private init; }

    /// <summary>The column order of the rows that follow; set for <see cref="InputRowKind.Header"/>.</summary>
    public RecordLayout? Layout { get; private init; }

    /// <summary>Set for <see cref="InputRowKind.Record"/>.</summary>
    public AccountingRecord? Record { get; private init; }

    /// <summary>The address as written, without CSV quotes; set for <see cref="InputRowKind.Address"/>. It is an address or a redacted one.</summary>
    public string? Address { get; private init; }

    /// <summary>Why nothing becomes of the row (<see cref="SkipReason"/>); set for <see cref="InputRowKind.Skipped"/>.</summary>
    public string? Reason { get; private init; }

    /// <summary>What is wrong with a broken row; otherwise null.</summary>
    public string? Detail { get; private init; }

    /// <summary>How many rows this stands for: 0 for a header, 1 or more for skipped rows, else 1.</summary>
    public long Count { get; internal init; }

    internal static InputRow ForHeader(in Frame frame, RecordLayout layout) =>
        new() { Kind = InputRowKind.Header, Offset = frame.Offset, EndOffset = frame.End, Unterminated = frame.Unterminated, Layout = layout };

    internal static InputRow ForRecord(in Frame frame, AccountingRecord record) => new()
    {
        Kind = InputRowKind.Record,
        Offset = frame.Offset,
        EndOffset = frame.End,
        Unterminated = frame.Unterminated,
        Record = record,
        Count = 1,
    };

    internal static InputRow ForAddress(in Frame frame, string address) => new()
    {
        Kind = InputRowKind.Address,
        Offset = frame.Offset,
        EndOffset = frame.End,
        Unterminated = frame.Unterminated,
        Address = address,
        Count = 1,
    };

    internal static InputRow ForSkipped(in Frame frame, string reason, string? detail = null) => new()
    {
        Kind = InputRowKind.Skipped,
        Offset = frame.Offset,
        EndOffset = frame.End,
        Unterminated = frame.Unterminated,
        Reason = reason,
        Detail = detail,
        Count = 1,
    };
}
