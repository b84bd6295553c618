namespace BounceHandler.Input;

/// <summary>Rows that follow each other and are only counted, under one reason; most of a healthy input. They become one row.</summary>
internal struct CountedRun
{
    private Frame _first;
    private string? _reason;
    private long _count;
    private long _end;

    /// <summary>True if it has begun with rows of this reason.</summary>
    public readonly bool IsOf(string reason) => _count > 0 && ReferenceEquals(reason, _reason);

    /// <summary>Counts a row; the first one begins the run.</summary>
    public void Add(in Frame frame, string reason)
    {
        if (_count++ == 0)
            (_first, _reason) = (frame, reason);
        _end = frame.End;
    }

    /// <summary>Ends it, if there is one.</summary>
    public bool TryEnd(out InputRow row)
    {
        row = default;
        if (_count == 0)
            return false;
        row = InputRow.ForSkipped(_first, _reason!) with { Count = _count, EndOffset = _end };
        this = default;
        return true;
    }
}
