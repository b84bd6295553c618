using BounceHandler.Events;

namespace BounceHandler.Commands.Backtesting;

/// <summary>
/// Events that were counted, so that two files that tell of the same one count it once. Bounded: when it is full those that it knows are still recognised,
/// and all others count as new.
/// </summary>
/// <param name="slots">Eight bytes each; three quarters of them are used. A power of two.</param>
internal sealed class SeenEvents(int slots = 1 << 21)
{
    private const ulong Mixing = 0x9E3779B97F4A7C15;

    // Pages of it that nothing is written to cost no memory.
    private readonly ulong[] _slots = new ulong[slots];
    private int _used;

    /// <summary>It has no room for more.</summary>
    public bool IsFull => _used >= _slots.Length / 4 * 3;

    /// <summary>True if the event was not seen before under this number.</summary>
    /// <param name="identity">The event's.</param>
    /// <param name="number">Tells apart what is counted independently.</param>
    public bool Add(EventIdentity identity, int number)
    {
        var key = identity.High ^ (identity.Low * Mixing) ^ ((ulong)number * Mixing);
        key = key == 0 ? 1 : key;
        var at = (int)(key & (ulong)(_slots.Length - 1));
        while (_slots[at] != 0)
        {
            if (_slots[at] == key)
                return false;
            at = (at + 1) & (_slots.Length - 1);
        }

        if (IsFull)
            return true;
        _slots[at] = key;
        _used++;
        return true;
    }
}
