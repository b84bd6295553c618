using BounceHandler.Classification.Blocks;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Tells the operator of replies that blame the sender: an alarm when they begin, sums in the log and for <c>status</c>.</summary>
/// <param name="store">Keeps the sums.</param>
/// <param name="alarms">Told when a spell begins.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class BlockReport(Store store, Alarms alarms, OperatorLog log, TimeProvider time)
{
    /// <summary>Strangers choose the names that are reported: this many alarms in an hour, then one that stands for all others.</summary>
    public const int MostAlarmsInHour = 5;

    private const int MostLines = 10;

    // An alarm is about now; a file of last month has none.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(24);

    private readonly BlockWatch _watch = new();
    private readonly BlockSums _sums = new();
    private readonly AlarmAllowance _allowance = new(MostAlarmsInHour, time);
    private readonly Queue<(BlockSpell Spell, BounceEvent Sample)> _begun = new();

    /// <summary>What is left out, since earlier runs have counted it; null: everything is new.</summary>
    public KnownBlocks? Known { get; set; }

    /// <summary>Counts one reply.</summary>
    public void Count(BounceEvent blocked)
    {
        if (Known?.Has(blocked) == true)
            return;
        _sums.Count(blocked);
        foreach (var spell in _watch.Count(blocked))
        {
            if (time.GetUtcNow() - spell.Last < Recent)
                _begun.Enqueue((spell, blocked));
        }
    }

    /// <summary>Raises what is due.</summary>
    public async Task RaiseAsync()
    {
        while (_begun.TryDequeue(out var begun))
        {
            switch (_allowance.Ask())
            {
                case AlarmPermit.Raise:
                    await alarms.BlockedAsync(begun.Spell, begun.Sample);
                    break;
                case AlarmPermit.RaiseForAll:
                    await alarms.BlockedEverywhereAsync(time.GetUtcNow());
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Stores what has been counted since the last call.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task StoreAsync() => store.Blocks.AddAsync(_sums.Take());

    /// <summary>Writes the sums of the run so far.</summary>
    public void Summarise()
    {
        var largest = _sums.Largest(MostLines);
        foreach (var spell in largest)
            log.Blocked(spell.Group.ToString(), spell.Count, spell.Since, spell.Last);
        if (_sums.Total - largest.Sum(spell => spell.Count) is > 0 and var rest)
            log.BlockedElsewhere(rest);
    }
}
