using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>Deliveries on their way to the database. Any thread.</summary>
internal sealed class PendingDeliveries
{
    private const int Most = 65_536;

    private readonly Lock _gate = new();
    private List<(string Recipient, uint At)> _pending = [];

    /// <summary>How many.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>One more.</summary>
    public void Add(ReadOnlySpan<byte> recipient, uint unixSeconds)
    {
        lock (_gate)
        {
            // Never reached while the database can be written: reading waits for it.
            if (_pending.Count < Most)
                _pending.Add((Encoding.UTF8.GetString(recipient), unixSeconds));
        }
    }

    /// <summary>Takes them out: the last one of each recipient, none of them in the future, and no text that is no address.</summary>
    public IReadOnlyList<(string Recipient, DateTimeOffset At)> Take(DateTimeOffset now)
    {
        List<(string Recipient, uint At)> taken;
        lock (_gate)
        {
            taken = _pending;
            _pending = [];
        }

        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (text, seconds) in taken)
        {
            if (!EmailAddress.TryParse(text, out var recipient))
                continue;
            var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
            at = at < now ? at : now;
            if (!last.TryGetValue(recipient.Identity, out var known) || known < at)
                last[recipient.Identity] = at;
        }

        return [.. last.Select(pair => (pair.Key, pair.Value))];
    }
}
