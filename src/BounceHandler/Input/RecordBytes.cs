namespace BounceHandler.Input;

/// <summary>The fields of one CSV record as they came; text is made of a column only when somebody looks at it, since most records are skipped.</summary>
internal sealed class RecordBytes
{
    private readonly RecordLayout _layout;
    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private readonly TextMemo _memo;

    /// <param name="layout">Names the fields.</param>
    /// <param name="fields">Stands on the record; what matters of it is copied.</param>
    /// <param name="memo">Texts of earlier records.</param>
    public RecordBytes(RecordLayout layout, FieldBatch fields, TextMemo memo)
    {
        _layout = layout;
        _memo = memo;
        _ends = new int[layout.FieldCount];
        var end = 0;
        for (var i = 1; i < _ends.Length; i++)
            _ends[i] = end += layout.ColumnOf(i) is null ? 0 : fields.Field(i).Length;
        _bytes = GC.AllocateUninitializedArray<byte>(end);
        for (var i = 1; i < _ends.Length; i++)
        {
            if (_ends[i] > _ends[i - 1])
                fields.Field(i).CopyTo(_bytes.AsSpan(_ends[i - 1]));
        }
    }

    /// <summary>The first field of the column that has content; empty if none has, null if there is none.</summary>
    public string? this[Column column]
    {
        get
        {
            string? text = null;
            foreach (var field in _layout.FieldsOf(column))
            {
                if (!string.IsNullOrEmpty(text))
                    break;
                var bytes = _bytes.AsSpan(_ends[field - 1].._ends[field]);
                text = Recurs(column) ? _memo.Decode(bytes) : FieldText.Decode(bytes);
            }

            return text;
        }
    }

    // Addresses, times and replies are nearly always new.
    private static bool Recurs(Column column) =>
        column is Column.Orig or Column.DsnStatus or Column.DsnMta or Column.BounceCat or Column.DlvType or Column.Vmta or Column.JobId or Column.HeaderXJob;
}
