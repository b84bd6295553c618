using BounceHandler.Events;

namespace BounceHandler.Providers.Interspire;

/// <summary>
/// The calls that succeeded lately. Interspire does not tell a subscriber's status with its lists and answers SUCCESS to a call that changes nothing:
/// without this memory an attempt repeated after a failure would note the same change twice. Bounded; safe for concurrent use.
/// </summary>
public sealed class InterspireMemory(TimeProvider time)
{
    /// <summary>Calls remembered at most, the latest ones.</summary>
    public const int Capacity = 20_000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(EventIdentity Event, string List, string Method), DateTimeOffset> _calls = [];
    private readonly Queue<(EventIdentity Event, string List, string Method)> _order = [];
    private readonly HashSet<(EventIdentity Event, string List, string Method)> _unanswered = [];

    /// <summary>True if the call succeeded for this very event within the last hour.</summary>
    public bool Has(EventIdentity identity, string list, string method)
    {
        lock (_lock)
            return _calls.TryGetValue((identity, list, method), out var at) && time.GetUtcNow() - at < RememberedFor;
    }

    /// <summary>Remembers a call that brought no answer: Interspire may have made the change.</summary>
    public void AddUnanswered(EventIdentity identity, string list, string method)
    {
        lock (_lock)
        {
            if (_unanswered.Count < Capacity)
                _unanswered.Add((identity, list, method));
        }
    }

    /// <summary>True, once, if a call of this very event brought no answer.</summary>
    public bool TakeUnanswered(EventIdentity identity, string list, string method)
    {
        lock (_lock)
            return _unanswered.Remove((identity, list, method));
    }

    /// <summary>Remembers a call that succeeded.</summary>
    public void Add(EventIdentity identity, string list, string method)
    {
        lock (_lock)
        {
            var call = (identity, list, method);
            if (_calls.TryAdd(call, time.GetUtcNow()))
                _order.Enqueue(call);
            else
                _calls[call] = time.GetUtcNow();
            if (_order.Count > Capacity)
                _calls.Remove(_order.Dequeue());
        }
    }
}
