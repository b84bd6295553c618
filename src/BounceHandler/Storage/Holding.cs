using System.Globalization;
using System.Text;
using BounceHandler.Classification;
using BounceHandler.Classification.Brake;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// What of one batch is held, and what it releases: a second hard bounce of a recipient on another day of event time says that the first was no passing
/// fault. For one transaction.
/// </summary>
internal sealed class Holding
{
    private static readonly long MillisecondsInDay = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private readonly StatementCache _statements;
    private readonly BrakeBatch? _brake;
    private readonly long _run;
    private readonly long _now;
    private readonly Dictionary<BounceEvent, long> _recipients = new(ReferenceEqualityComparer.Instance);
    private Dictionary<long, List<Row>>? _held;

    public Holding(StatementCache statements, BrakeLimits limits, BrakeBaselines baselines, long run, IReadOnlyList<JudgedEntry> entries, long now)
    {
        (_statements, _run, _now) = (statements, run, now);
        _brake = limits.AreInForce ? new BrakeBatch(statements, limits, baselines, now) : null;
        // Also without the brake: rows may be held from the time when it was on.
        if (statements.Number("SELECT EXISTS (SELECT 1 FROM held)") > 0)
            _held = Find(entries);
    }

    /// <summary>What rows are that nobody but a second bounce has released.</summary>
    public SpoolState ReleasedAs { get; init; }

    /// <summary>Decides about an event that at least one route takes.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="isNew">No route had it before; else it has been counted.</param>
    /// <returns>The group that holds it, or null; what the operator is to be told; routes of this run's own rows that it has released.</returns>
    public (string? HeldBy, BrakeClosing? Closing, IReadOnlyList<Route> Freed) Decide(SpoolEntry entry, bool isNew)
    {
        if (entry.Held)
            return (entry.HeldBy, null, []);
        if (!BrakeGroups.Counts(entry.Event))
            return (null, null, []);
        // Anybody can send a report: before it is proved it confirms nothing and is not counted.
        var isProved = !RemoteBounces.AwaitsProof(entry.Event);
        if (isProved && _held is not null && Confirmed(entry.Event) is { } freed)
            return (null, null, freed);
        var hold = _brake?.Decide(entry.Event, isNew && isProved);
        return (hold?.Group, hold?.Closing, []);
    }

    /// <summary>Notes that a row is held.</summary>
    public void Hold(BounceEvent e, string group, long row, Route route)
    {
        HeldRows.Insert(_statements, row, RecipientOf(e), e, group, _now);
        if (!BrakeGroups.Counts(e))
            return;
        _held ??= [];
        Remember(_held, RecipientOf(e), new Row(row, DayOf(e.OccurredAt.ToUnixTimeMilliseconds()), route));
    }

    /// <summary>Writes the windows back.</summary>
    public void Write() => _brake?.Write();

    // Null if nothing is held that another day's bounce confirms.
    private List<Route>? Confirmed(BounceEvent e)
    {
        var recipient = RecipientOf(e);
        if (!_held!.TryGetValue(recipient, out var rows))
            return null;
        var day = DayOf(e.OccurredAt.ToUnixTimeMilliseconds());
        var confirmed = rows.Where(row => row.Day != day).ToList();
        if (confirmed.Count == 0)
            return null;
        // Those of the same day are about the same recipient, too.
        _held.Remove(recipient);
        return [.. rows.Where(row => Spool.Release(_statements, row.Id, _now, ReleasedAs)).Select(row => row.Route).OfType<Route>()];
    }

    // One query for all recipients of the batch.
    private Dictionary<long, List<Row>> Find(IReadOnlyList<JudgedEntry> entries)
    {
        var recipients = new StringBuilder("[");
        foreach (var entry in entries.SelectMany(judged => new[] { judged.Entry, judged.Hard }).OfType<SpoolEntry>())
        {
            if (!entry.Held && BrakeGroups.Counts(entry.Event))
                recipients.Append(CultureInfo.InvariantCulture, $"{(recipients.Length > 1 ? "," : "")}{RecipientOf(entry.Event)}");
        }

        var found = new Dictionary<long, List<Row>>();
        if (recipients.Length == 1)
            return found;
        // A list of addresses that may be a mistake is confirmed by nobody's bounce.
        foreach (var (recipient, row) in _statements.Query(
            "SELECT DISTINCT h.recipient, h.spool, h.occurred, s.run, r.provider, r.tenant FROM json_each($1) j CROSS JOIN held h ON h.recipient=j.value "
            + "CROSS JOIN spool s ON s.id=h.spool CROSS JOIN routes r ON r.id=s.route WHERE substr(h.grp, 1, length($2))<>$2",
            r => (r.GetInt64(0), new Row(
                r.GetInt64(1), DayOf(r.GetInt64(2)), r.GetInt64(3) == _run ? new Route(r.GetString(4), r.GetString(5)) : null)),
            recipients.Append(']').ToString(), HeldGroup.AddressesPrefix))
        {
            Remember(found, recipient, row);
        }

        return found;
    }

    private long RecipientOf(BounceEvent e)
    {
        if (!_recipients.TryGetValue(e, out var recipient))
            _recipients[e] = recipient = HeldRows.RecipientOf(e);
        return recipient;
    }

    private static void Remember(Dictionary<long, List<Row>> held, long recipient, Row row)
    {
        if (held.TryGetValue(recipient, out var rows))
            rows.Add(row);
        else
            held[recipient] = [row];
    }

    private static long DayOf(long milliseconds) => milliseconds / MillisecondsInDay;

    // Route: of a row of this run; null for other runs, whose own processes report what becomes of it.
    private sealed record Row(long Id, long Day, Route? Route);
}
