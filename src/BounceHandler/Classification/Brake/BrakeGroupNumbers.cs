namespace BounceHandler.Classification.Brake;

/// <summary>Remembers the numbers of groups that come again with every batch; to find one costs more than to count in it. For one thread; bounded.</summary>
public sealed class BrakeGroupNumbers
{
    private const int MostKept = 8192;

    private readonly Dictionary<BrakeGroup, long> _numbers = [];

    /// <summary>The same as <see cref="BrakeGroup.Id"/>.</summary>
    public long Of(BrakeGroup group)
    {
        if (_numbers.TryGetValue(group, out var number))
            return number;
        if (_numbers.Count == MostKept)
            _numbers.Clear();
        return _numbers[group] = group.Id;
    }
}
