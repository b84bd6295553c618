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

    private readonly LinkedList<SpoolRow> _waiting = new();
    private readonly HashSet<long> _taken = [];
    private readonly HashSet<string> _busyRecipients = new(StringComparer.Ordinal);
    private bool _mayHaveMore = true;
    private DateTimeOffset? _nextDue;

    public string Name => definition.Name;

    public IBounceProvider Provider => provider;

    public ProviderHealth Health => health;

    /// <summary>Calls that have begun and not ended.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Rows read and not yet recorded.</summary>
    public bool IsBusy => _taken.Count > _waiting.Count;

    /// <summary>Nothing under way, and nothing that may begin now.</summary>
    public bool IsSettled(DateTimeOffset now) =>
        !IsBusy && (health.State != ProviderState.Up || (_waiting.Count == 0 && !_mayHaveMore && (_nextDue is null || _nextDue > now)));

    /// <summary>When this lane has to be looked at again even if nobody wakes it; null: never.</summary>
    public DateTimeOffset? WakeAt
    {
        get
        {
            if (UnderWay > 0 && health.State != ProviderState.Up)
                return null;
            var due = _waiting.Count > 0 && health.State != ProviderState.Up ? health.NextProbe : _nextDue;
            return due is { } at && health.State != ProviderState.Up && at < health.NextProbe ? health.NextProbe : due;
        }
    }

    /// <summary>Somebody committed: there may be new rows.</summary>
    public void NoteCommit() => _mayHaveMore = true;

    /// <summary>The next row whose call may begin now; null if none.</summary>
    public SpoolRow? TryBegin(DateTimeOffset now)
    {
        if (!health.MayBegin(UnderWay, now))
            return null;
        if (_waiting.Count == 0)
            Refill(now);
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (Key(node.Value) is { } busy && _busyRecipients.Contains(busy))
                continue;
            if (!host.TryEnter())
                return null;
            _waiting.Remove(node);
            if (Key(node.Value) is { } key)
                _busyRecipients.Add(key);
            UnderWay++;
            return node.Value;
        }

        return null;
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

    private void Refill(DateTimeOffset now)
    {
        if (!_mayHaveMore && (_nextDue is null || _nextDue > now))
            return;
        // Rows under way are still in the spool, so they come again and have to be passed over.
        var rows = queued.Due(Name, now, _taken.Count + ReadAhead);
        foreach (var row in rows)
        {
            if (_taken.Add(row.Id))
                _waiting.AddLast(row);
        }

        _mayHaveMore = _waiting.Count >= ReadAhead;
        _nextDue = _mayHaveMore ? null : queued.NextDueAfter(Name, now);
    }

    private static string? Key(SpoolRow row) => row.Event.Recipient?.Identity ?? row.Event.Reference?.Subscriber;
}
