namespace BounceHandler.Input;

/// <summary>The order of the columns in a CSV record, the first being <c>type</c>. Immutable.</summary>
public sealed class RecordLayout
{
    private readonly Column?[] _columns;
    private readonly int[][] _fields;

    /// <param name="names">Column names in order, with or without the leading <c>type</c>. Unknown and repeated names are allowed.</param>
    public RecordLayout(IEnumerable<string> names)
    {
        var all = names.Select(name => name.Trim()).ToList();
        if (all.Count == 0 || !all[0].Equals("type", StringComparison.OrdinalIgnoreCase))
            all.Insert(0, "type");
        Names = all;
        _columns = [.. all.Select(name => ColumnName.TryParse(name, out var column) ? column : (Column?)null)];
        _fields = [.. Enumerable.Range(0, ColumnName.Count).Select(column => Enumerable.Range(1, all.Count - 1).Where(i => _columns[i] == (Column)column).ToArray())];
    }

    /// <summary>All names in order, <c>type</c> first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of fields that a record of this layout has.</summary>
    public int FieldCount => _columns.Length;

    /// <summary>True if the layout names the column.</summary>
    public bool HasColumn(Column column) => Array.IndexOf(_columns, column) >= 0;

    /// <summary>The column of a field; null if it is not looked at.</summary>
    /// <param name="field">0 to <see cref="FieldCount"/> - 1.</param>
    internal Column? ColumnOf(int field) => _columns[field];

    /// <summary>The fields that carry a column, in order; <c>type</c> itself is not among them.</summary>
    internal ReadOnlySpan<int> FieldsOf(Column column) => _fields[(int)column];
}
