using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// The work of one provider: rows read ahead, rows under way, and which may begin. Two rows of one recipient never run at the same time, or the status
/// before a change could not be told. For the dispatcher's loop only.
/// </summary>
internal sealed class ProviderLane(
    ProviderDefinition definition, IBounceProvider provider, ProviderHealth health, HostLimit host, SpoolReader queued)
{
    private const int ReadAhead = 512;

    // Read further when all rows at hand are for recipients that are being worked on, but not without end.
    private const int MostWaiting = 8 * ReadAhead;

    // Thousands of rows of one recipient are read once, not again with every one that ends.
    private static readonly TimeSpan AfterFruitlessReading = TimeSpan.FromMilliseconds(250);

    private readonly LinkedList<SpoolRow> _waiting = new();
    private readonly HashSet<long> _taken = [];
    private readonly HashSet<string> _busyRecipients = new(StringComparer.Ordinal);
    private bool _mayHaveMore = true;
    private DateTimeOffset? _nextDue;
    private DateTimeOffset _readAgainAt;

    public string Name => definition.Name;

    public IBounceProvider Provider => provider;

    public ProviderHealth Health => health;

    /// <summary>When this lane began its last call, as a number that grows.</summary>
    public long LastBegun { get; set; }

    /// <summary>Calls that have begun and not ended.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Rows read and not yet recorded.</summary>
    public bool IsBusy => _taken.Count > _waiting.Count;

    /// <summary>Nothing under way, and nothing that may begin now.</summary>
    public bool IsSettled(DateTimeOffset now) =>
        !IsBusy && (health.State != ProviderState.Up || (_waiting.Count == 0 && !_mayHaveMore && (_nextDue is null || _nextDue > now)));

    /// <summary>When something may begin by the clock alone; null: never, or now, and then it waits for a call to end.</summary>
    public DateTimeOffset? WakeAt(DateTimeOffset now)
    {
        DateTimeOffset? at;
        if (health.State == ProviderState.Up)
            at = _waiting.Count == 0 ? _nextDue : null;
        else if (UnderWay == 0 && (_waiting.Count > 0 || _mayHaveMore))
            at = health.NextProbe;
        else
            at = UnderWay == 0 && _nextDue is { } due ? (due > health.NextProbe ? due : health.NextProbe) : null;
        return at > now ? at : null;
    }

    /// <summary>Somebody committed: there may be new rows.</summary>
    public void NoteCommit() => _mayHaveMore = true;

    /// <summary>The next row whose call may begin now; null if none.</summary>
    public SpoolRow? TryBegin(DateTimeOffset now)
    {
        if (!health.MayBegin(UnderWay, now))
            return null;
        var node = FirstFree();
        while (node is null && _waiting.Count < MostWaiting && Refill(now))
            node = FirstFree();
        if (node is null || !host.TryEnter())
            return null;
        _waiting.Remove(node);
        if (Key(node.Value) is { } key)
            _busyRecipients.Add(key);
        UnderWay++;
        return node.Value;
    }

    /// <summary>A call ended; its row stays taken until the outcome is recorded.</summary>
    public void Ended()
    {
        UnderWay--;
        host.Leave();
    }

    /// <summary>An outcome is recorded (or could not be): the row may be read again if it is still queued.</summary>
    public void Recorded(SpoolRow row)
    {
        _taken.Remove(row.Id);
        if (Key(row) is { } key)
            _busyRecipients.Remove(key);
        _mayHaveMore = true;
    }

    private LinkedListNode<SpoolRow>? FirstFree()
    {
        var node = _waiting.First;
        while (node is not null && Key(node.Value) is { } key && _busyRecipients.Contains(key))
            node = node.Next;
        return node;
    }

    // True if there are more rows than before.
    private bool Refill(DateTimeOffset now)
    {
        if ((!_mayHaveMore && (_nextDue is null || _nextDue > now)) || (_waiting.Count > 0 && now < _readAgainAt))
            return false;
        // Rows that were read are still in the spool, so they come again and have to be passed over.
        var limit = _taken.Count + ReadAhead;
        var rows = queued.Due(Name, now, limit);
        var before = _waiting.Count;
        foreach (var row in rows)
        {
            if (_taken.Add(row.Id))
                _waiting.AddLast(row);
        }

        _mayHaveMore = rows.Count >= limit;
        _nextDue = _mayHaveMore ? null : queued.NextDueAfter(Name, now);
        var isFruitful = _waiting.Count > before;
        if (!isFruitful && rows.Count >= ReadAhead)
            _readAgainAt = now + AfterFruitlessReading;
        return isFruitful;
    }

    private static string? Key(SpoolRow row) => row.Event.Recipient?.Identity ?? row.Event.Reference?.Subscriber;
}
