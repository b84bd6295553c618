using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// The days on which the recipients of one batch have bounced softly, for each tenant, as the transaction sees them. A day counts once, also when the
/// record is read again; those that have become a hard bounce stay, so that they do not count a second time.
/// </summary>
internal sealed class SoftBounceDays
{
    private const long Day = 24 * 60 * 60 * 1000;

    // A bounce may be logged before the first delivery that its neighbours had,
    private const long BeforeCovered = Day;

    // and read before it.
    private const long BeforeHeard = 60 * 60 * 1000;

    private readonly Dictionary<(string Recipient, string Tenant), Dictionary<long, Entry>> _days = [];
    private readonly DeliveryCoverage? _covered;
    private readonly long _now;
    private readonly bool _deliveriesComeAlong;

    private SoftBounceDays(DeliveryCoverage? covered, long now, bool deliveriesComeAlong)
    {
        _covered = covered;
        _now = now;
        _deliveriesComeAlong = deliveriesComeAlong;
    }

    private readonly record struct Entry(long Last, long Noted, bool IsConverted);

    /// <summary>Reads what there is of the recipients that are counted.</summary>
    /// <param name="statements">The transaction.</param>
    /// <param name="entries">Those with <see cref="SpoolEntry.HardRoutes"/> are counted.</param>
    /// <param name="now">When they were read.</param>
    /// <param name="deliveriesComeAlong">False for old bounces by themselves: they count only where deliveries of their time are known.</param>
    public static SoftBounceDays Read(StatementCache statements, IReadOnlyList<SpoolEntry> entries, long now, bool deliveriesComeAlong)
    {
        var days = new SoftBounceDays(DeliveryTable.Covered(statements, now), now, deliveriesComeAlong);
        var recipients = entries.Where(entry => entry.HardRoutes.Count > 0).Select(entry => entry.Event.Recipient!.Identity).Distinct(StringComparer.Ordinal);
        foreach (var (recipient, tenant, day, entry) in statements.Query(
            "SELECT recipient, tenant, day, last, noted, converted FROM soft_bounces WHERE recipient IN (SELECT value FROM json_each($1))",
            r => (r.GetString(0), r.GetString(1), r.GetInt64(2), new Entry(r.GetInt64(3), r.GetInt64(4), r.GetBoolean(5))), TextList.Of(recipients)))
        {
            days.Of(recipient, tenant)[day] = entry;
        }

        return days;
    }

    /// <summary>Counts a bounce.</summary>
    /// <returns>True if that made a difference: a replay makes none.</returns>
    public bool Add(StatementCache statements, BounceEvent soft, string tenant)
    {
        var (recipient, at) = (soft.Recipient!.Identity, soft.OccurredAt.ToUnixTimeMilliseconds());
        var (days, day) = (Of(recipient, tenant), DayOf(at));
        if (!_deliveriesComeAlong && !(_covered is { } covered && at >= covered.Since - BeforeCovered))
            return false;
        if (days.TryGetValue(day, out var known) && (known.IsConverted || at <= known.Last))
            return false;
        days[day] = new Entry(at, days.ContainsKey(day) ? known.Noted : _now, false);
        statements.Run(
            "INSERT INTO soft_bounces(recipient, tenant, day, last, noted) VALUES($1,$2,$3,$4,$5) "
            + "ON CONFLICT(recipient, tenant, day) DO UPDATE SET last=excluded.last",
            recipient, tenant, day, at, _now);
        return true;
    }

    /// <summary>The days that count now: none while nothing is heard of deliveries, and none that was read before that began.</summary>
    public IReadOnlyCollection<int> Counting(BounceEvent soft, string tenant) => _covered is { } covered
        ? [.. Of(soft.Recipient!.Identity, tenant).Where(day => Counts(day.Value, covered)).Select(day => (int)day.Key)]
        : [];

    /// <summary>All of a recipient's days have become a hard bounce.</summary>
    public void Convert(StatementCache statements, BounceEvent soft, string tenant)
    {
        var days = Of(soft.Recipient!.Identity, tenant);
        foreach (var (day, entry) in days.ToList())
            days[day] = entry with { IsConverted = true };
        statements.Run("UPDATE soft_bounces SET converted=1 WHERE recipient=$1 AND tenant=$2", soft.Recipient.Identity, tenant);
    }

    private static bool Counts(Entry day, DeliveryCoverage covered) =>
        !day.IsConverted && day.Noted >= covered.HeardSince - BeforeHeard;

    private static long DayOf(long milliseconds) => Math.DivRem(milliseconds, Day, out _);

    private Dictionary<long, Entry> Of(string recipient, string tenant)
    {
        if (!_days.TryGetValue((recipient, tenant), out var days))
            _days[(recipient, tenant)] = days = [];
        return days;
    }
}
