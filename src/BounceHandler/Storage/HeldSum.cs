namespace BounceHandler.Storage;

/// <summary>One group of held rows, while they are gone through.</summary>
internal sealed class HeldSum
{
    private readonly List<long> _rows = [];
    private long _count;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>Ids of its first rows.</summary>
    public IReadOnlyList<long> Rows => _rows;

    /// <summary>One more.</summary>
    public void Add(long row, long occurred, int mostRows)
    {
        _count++;
        _first = Math.Min(_first, occurred);
        _last = Math.Max(_last, occurred);
        if (_rows.Count < mostRows)
            _rows.Add(row);
    }

    /// <summary>What is told of it.</summary>
    public HeldSummary Of(string group) =>
        new(group, _count, DateTimeOffset.FromUnixTimeMilliseconds(_first), DateTimeOffset.FromUnixTimeMilliseconds(_last));
}
