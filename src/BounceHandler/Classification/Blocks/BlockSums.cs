using BounceHandler.Events;

namespace BounceHandler.Classification.Blocks;

/// <summary>
/// Adds up replies that blame the sender, by group and UTC hour of the event, until they are stored, and over the whole run for its last lines. Strangers
/// choose receiving domains: beyond <see cref="Capacity"/> groups the rest is counted under <see cref="Other"/>. Not for several threads at once.
/// </summary>
public sealed class BlockSums
{
    /// <summary>Most groups kept at a time.</summary>
    public const int Capacity = 4096;

    /// <summary>Stands for receiving domains that found no room.</summary>
    public const string Other = "(others)";

    private readonly Dictionary<(BlockGroup Group, long Hour), BlockSpell> _unstored = [];
    private readonly Dictionary<BlockGroup, BlockSpell> _run = [];

    /// <summary>Counts one reply.</summary>
    public void Count(BounceEvent blocked)
    {
        var (group, at) = (BlockWatch.GroupOf(blocked), blocked.OccurredAt);
        Add(_unstored, group, name => (name, at.ToUnixTimeSeconds() / 3600), at);
        Add(_run, group, name => name, at);
    }

    /// <summary>What has been counted since the last call; one a group and hour.</summary>
    public IReadOnlyList<BlockSpell> Take()
    {
        var taken = _unstored.Values.ToList();
        _unstored.Clear();
        return taken;
    }

    /// <summary>The largest groups of the run, largest first.</summary>
    public IReadOnlyList<BlockSpell> Largest(int limit) => [.. _run.Values.OrderByDescending(spell => spell.Count).Take(limit)];

    /// <summary>All of the run.</summary>
    public long Total => _run.Values.Sum(spell => spell.Count);

    private static void Add<T>(Dictionary<T, BlockSpell> sums, BlockGroup group, Func<BlockGroup, T> key, DateTimeOffset at)
        where T : notnull
    {
        if (sums.Count >= Capacity && !sums.ContainsKey(key(group)))
            group = group with { Domain = Other };
        sums[key(group)] = sums.TryGetValue(key(group), out var sum)
            ? sum with { Since = at < sum.Since ? at : sum.Since, Last = at > sum.Last ? at : sum.Last, Count = sum.Count + 1 }
            : new BlockSpell(group, at, at, 1);
    }
}
