using BounceHandler.Classification.Blocks;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>
/// Replies that blame the sender and were counted before: a replay reads what the pipe has read. They have no identity that is remembered, so what lies within
/// the time of what is stored of their group and hour is taken for counted. What a pipe has missed in the middle of an hour stays uncounted.
/// </summary>
/// <param name="blocks">What is stored.</param>
internal sealed class KnownBlocks(BlockTable blocks)
{
    // Groups and hours; of more than these nothing is known.
    private const int Capacity = 16_384;

    private readonly Dictionary<(BlockGroup Group, long Hour), DateTimeOffset?> _last = [];

    /// <summary>True if a reply was counted before this run. To be asked before it is counted: what this run stores is not looked at.</summary>
    public bool Has(BounceEvent blocked)
    {
        var (group, at) = (BlockWatch.GroupOf(blocked), blocked.OccurredAt);
        var key = (group, at.ToUnixTimeSeconds() / 3600);
        if (_last.TryGetValue(key, out var last))
            return at <= last;
        if (_last.Count >= Capacity)
            return false;
        _last[key] = last = Read(group, at);
        return at <= last;
    }

    // Counting is no promise: a state that cannot be read is noticed by whoever needs it.
    private DateTimeOffset? Read(BlockGroup group, DateTimeOffset at)
    {
        try
        {
            return blocks.LastOf(group, at);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
