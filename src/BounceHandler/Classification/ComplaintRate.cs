namespace BounceHandler.Classification;

/// <summary>
/// Counts complaints per clock hour (UTC, by the time of the event), for each source and each reported domain, and says once an hour when one passes
/// <see cref="Limit"/>. Hours begin at minute 0: more than the limit within one such hour is always seen, while 60 minutes across two hours may hold
/// nearly twice as many. Of old hours and rare names it forgets, so that its memory is bounded. Not for several threads at once.
/// </summary>
public sealed class ComplaintRate
{
    /// <summary>Complaints in an hour that are no alarm yet.</summary>
    public const int Limit = 50;

    /// <summary>Most names counted at a time, of all hours together.</summary>
    public const int Capacity = 4096;

    // As long as a domain name may be; an address is shorter.
    private const int NameLimit = 255;

    private readonly Dictionary<Key, Tally> _tallies = [];

    /// <summary>How many names are remembered now: 0 to <see cref="Capacity"/>.</summary>
    public int Remembered => _tallies.Count;

    /// <summary>Counts one complaint.</summary>
    /// <param name="sourceIp">PowerMTA <c>dlvSourceIp</c>; an empty one is not counted.</param>
    /// <param name="reportedDomain">PowerMTA <c>reportedDomain</c>; an empty one is not counted.</param>
    /// <param name="occurredAt">When it was reported.</param>
    /// <returns>An alarm where this complaint is the first of the hour above the limit, else null.</returns>
    public ComplaintAlarm? Count(string sourceIp, string reportedDomain, DateTimeOffset occurredAt)
    {
        var hour = occurredAt.ToUniversalTime().Ticks / TimeSpan.TicksPerHour;
        var source = Passes(new Key(hour, IsDomain: false, NameOf(sourceIp)));
        var domain = Passes(new Key(hour, IsDomain: true, NameOf(reportedDomain)));
        return source is null && domain is null
            ? null
            : new ComplaintAlarm(new DateTimeOffset(hour * TimeSpan.TicksPerHour, TimeSpan.Zero), source, domain);
    }

    private string? Passes(Key key)
    {
        if (key.Name.Length == 0)
            return null;
        if (!_tallies.TryGetValue(key, out var tally))
        {
            tally = _tallies.Count < Capacity ? new Tally() : MakeRoom(key.Hour);
            _tallies.Add(key, tally);
        }

        tally.Count++;
        if (tally.Count <= Limit || tally.HasAlarmed)
            return null;
        tally.HasAlarmed = true;
        return key.Name;
    }

    // First the past goes. Where one hour alone fills the table, the rarest name goes and the new one takes its count over: thus no name is ever
    // counted too low, however many are invented to push it out; the worst is an alarm too early after some 200,000 complaints in an hour.
    private Tally MakeRoom(long hour)
    {
        var newest = _tallies.Keys.Max(key => key.Hour);
        foreach (var old in _tallies.Keys.Where(key => key.Hour != hour && key.Hour != newest).ToList())
            _tallies.Remove(old);
        if (_tallies.Count < Capacity)
            return new Tally();
        var rarest = _tallies.MinBy(pair => pair.Value.Count);
        _tallies.Remove(rarest.Key);
        return new Tally { Count = rarest.Value.Count };
    }

    private static string NameOf(string text)
    {
        var name = text.Trim().ToLowerInvariant();
        return name.Length <= NameLimit ? name : name[..NameLimit];
    }

    private readonly record struct Key(long Hour, bool IsDomain, string Name);

    private sealed class Tally
    {
        public int Count { get; set; }

        public bool HasAlarmed { get; set; }
    }
}
