using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Classification;

/// <summary>
/// Decides about feedback-loop records. A complaint is a person's wish: own domains, protected recipients and the age limit, which spare recipients a
/// removal by bounces, do not apply. Pure.
/// </summary>
/// <param name="settings">Which reports count.</param>
/// <param name="router">Whose mail it was.</param>
/// <param name="providers">Asked whether they have an action for a complaint and understand its reference.</param>
/// <param name="addresses">The configured forms of unsubscribe addresses.</param>
internal sealed class ComplaintJudge(
    FeedbackLoopSettings settings, Router router, IReadOnlyDictionary<string, IBounceProvider> providers, IUnsubscribeAddresses addresses)
{
    private readonly ComplaintSources _sources = new(settings.Sources);

    /// <summary>Decides about one record of type <c>f</c>.</summary>
    /// <param name="record">As read.</param>
    /// <param name="now">For a record without a readable time.</param>
    public Decision Decide(AccountingRecord record, DateTimeOffset now)
    {
        var type = ComplaintReading.TypeOf(record);
        // One takes a complaint back, the other is about authentication (RFC 6430, RFC 6591); no setting makes them complaints.
        if (type is "not-spam" or "auth-failure" || !settings.ActOn.Contains(type))
            return new Decision.Skip($"feedback type {(type.Length == 0 ? "(none)" : BounceReading.Countable(type))}");
        var unsubscribes = ListUnsubscribe.AddressesIn(record[Column.HeaderListUnsubscribe] ?? "")
            .Select(addresses.Read).OfType<UnsubscribeReading>().Where(reading => reading.IsTrusted).ToList();
        var complaint = ComplaintReading.Read(record, type, unsubscribes, now);
        var routing = router.OfComplaint(ComplaintReading.SendersOf(record), unsubscribes.Select(reading => reading.Providers));
        if (routing is not Routing.Found(var routes))
            return new Decision.Skip("no tenant", complaint);
        var takers = new List<Route>();
        foreach (var candidate in ReferenceCandidate.In(record, unsubscribes))
        {
            takers = TakersOf(candidate, record, complaint, routes);
            if (takers.Count == 0)
                continue;
            complaint = complaint with { Reference = candidate.Reference, Rule = candidate.Rule };
            break;
        }

        return Accept(record, complaint, takers, routes);
    }

    private Decision Accept(AccountingRecord record, BounceEvent complaint, List<Route> takers, IReadOnlyList<Route> routes)
    {
        if (complaint.Recipient is null && takers.Count == 0)
            return new Decision.Skip("recipient not found", complaint);
        var able = complaint.Recipient is null ? takers : [.. routes.Where(route => providers[route.Provider].HasActionFor(complaint))];
        if (able.Count == 0)
            return new Decision.Skip("nothing to do", Detail: $": complaint, no action at {string.Join(", ", routes.Select(route => route.Provider))}");
        return new Decision.Accept(complaint, Verdict.Unknown, able)
        {
            IsHeld = !_sources.AreExpected(record[Column.DlvSourceIp] ?? ""),
            AskedFirst = [.. takers.Intersect(able).Select(route => route.Provider).Distinct().Where(name => providers[name] is IResolvesSubscribers)],
        };
    }

    // Whoever can act on the reference alone understands it.
    private List<Route> TakersOf(ReferenceCandidate candidate, AccountingRecord record, BounceEvent complaint, IReadOnlyList<Route> routes)
    {
        var alone = complaint with { Recipient = null, Reference = candidate.Reference };
        List<Route> takers =
            [.. routes.Where(route => candidate.Providers?.Contains(route.Provider) != false && providers[route.Provider].HasActionFor(alone))];
        if (!candidate.IsOfOneInstallation || takers.Count < 2)
            return takers;
        var senders = ComplaintReading.SendersOf(record).ToList();
        takers = [.. takers.Where(route => senders.Exists(sender => router.IsSenderOf(route.Provider, sender)))];
        return takers.Count == 1 ? takers : [];
    }
}
