using BounceHandler.Events;

namespace BounceHandler.Classification.Blocks;

/// <summary>
/// Notices when replies begin that blame the sender: by reason, virtual MTA and receiving domain, and by reason and virtual MTA over all domains, by the time
/// of the events. Of old and rare groups it forgets, so that its memory is bounded. Not for several threads at once.
/// </summary>
public sealed class BlockWatch
{
    /// <summary>Replies of one receiving domain that make it an alarm.</summary>
    public const int AlarmFrom = 20;

    /// <summary>Replies over all receiving domains that make it an alarm where no single one has.</summary>
    public const int AlarmFromAll = 100;

    /// <summary>Most groups watched at a time.</summary>
    public const int Capacity = 4096;

    /// <summary>A spell ends when this long nothing has come.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    private const int NameLimit = 255;

    private readonly Dictionary<BlockGroup, Spell> _spells = [];
    private DateTimeOffset _newest;

    /// <summary>How many groups are remembered now: 0 to <see cref="Capacity"/>.</summary>
    public int Remembered => _spells.Count;

    /// <summary>Counts one reply.</summary>
    /// <returns>The spells that this reply turns into an alarm; most of the time none.</returns>
    public IReadOnlyList<BlockSpell> Count(BounceEvent blocked)
    {
        var group = GroupOf(blocked);
        var all = group with { Domain = "" };
        var one = Add(group, blocked.OccurredAt);
        var every = Add(all, blocked.OccurredAt);
        var alarms = new List<BlockSpell>();
        if (one.Count >= AlarmFrom && !one.HasAlarmed)
        {
            (one.HasAlarmed, every.HasAlarmed) = (true, true);
            alarms.Add(one.Of(group));
        }

        if (every.Count >= AlarmFromAll && !every.HasAlarmed)
        {
            every.HasAlarmed = true;
            alarms.Add(every.Of(all));
        }

        return alarms;
    }

    /// <summary>Where a reply belongs.</summary>
    public static BlockGroup GroupOf(BounceEvent blocked) => new(
        blocked.Reason.Length > 0 ? blocked.Reason : Replies.ReplyReason.Unknown, Cut(blocked.VirtualMta.ToLowerInvariant()), Cut(blocked.Recipient?.Domain ?? ""));

    private static string Cut(string name) => name.Length <= NameLimit ? name : name[..NameLimit];

    // A reply from before the spell, of a file that is read late, belongs to another one that is not told of any more.
    private Spell Add(BlockGroup group, DateTimeOffset at)
    {
        _newest = at > _newest ? at : _newest;
        if (!_spells.TryGetValue(group, out var spell) || at > spell.Last + Silence)
        {
            if (spell is null && _spells.Count >= Capacity)
                MakeRoom();
            _spells[group] = spell = new Spell(at);
        }
        else if (at < spell.Since - Silence)
        {
            return new Spell(at);
        }

        spell.Note(at);
        return spell;
    }

    // First what is over, then the rarer half.
    private void MakeRoom()
    {
        foreach (var over in _spells.Where(pair => pair.Value.Last + Silence < _newest).Select(pair => pair.Key).ToList())
            _spells.Remove(over);
        if (_spells.Count < Capacity)
            return;
        foreach (var rare in _spells.OrderBy(pair => pair.Value.Count).Take(Capacity / 2).Select(pair => pair.Key).ToList())
            _spells.Remove(rare);
    }

    private sealed class Spell(DateTimeOffset began)
    {
        public DateTimeOffset Since { get; private set; } = began;

        public DateTimeOffset Last { get; private set; } = began;

        public long Count { get; private set; }

        public bool HasAlarmed { get; set; }

        public void Note(DateTimeOffset at)
        {
            Count++;
            Since = at < Since ? at : Since;
            Last = at > Last ? at : Last;
        }

        public BlockSpell Of(BlockGroup group) => new(group, Since, Last, Count);
    }
}
