namespace BounceHandler.Input;

/// <summary>One accounting record: what it reports and the columns that are looked at. Text was written by strangers.</summary>
public sealed class AccountingRecord
{
    /// <summary>Longest value kept, in UTF-16 units; the rest is cut off.</summary>
    public const int TextLimit = 4000;

    private readonly string?[]? _values;
    private readonly RecordBytes? _bytes;

    /// <param name="type">What the record reports.</param>
    /// <param name="values">The columns that the record has; an empty value is a column without content.</param>
    public AccountingRecord(RecordType type, IEnumerable<KeyValuePair<Column, string>> values)
        : this(type, new string?[ColumnName.Count])
    {
        foreach (var (column, value) in values)
            _values![(int)column] = value;
    }

    internal AccountingRecord(RecordType type, string?[] values)
    {
        RecordType = type;
        _values = values;
    }

    internal AccountingRecord(RecordType type, RecordBytes bytes)
    {
        RecordType = type;
        _bytes = bytes;
    }

    /// <summary>What the record reports.</summary>
    public RecordType RecordType { get; }

    /// <summary>A value as written, decoded as UTF-8 with replacement characters for what is none. Null: the record has no such column. Empty: it has no content.</summary>
    public string? this[Column column] => column == Column.Type ? RecordType.Code() : _bytes is null ? _values![(int)column] : _bytes[column];

    /// <summary>True if the record has the column, with content or without.</summary>
    public bool HasColumn(Column column) => this[column] is not null;

    /// <summary>A column read as a time, UTC; null if absent, empty or no time (see <see cref="AccountingTime"/>).</summary>
    public DateTimeOffset? Time(Column column) => AccountingTime.TryParse(this[column], out var time) ? time : null;
}
