using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Classification;

/// <summary>
/// Hop two: one record in, one decision out. Pure: no clock, no file, no network; the same record and configuration always give the same decision.
/// </summary>
public sealed class Judge
{
    private readonly CategoryRules _categories;
    private readonly EvidencePolicy _evidence;
    private readonly Exclusions _exclusions;
    private readonly Router _router;
    private readonly IReadOnlyDictionary<string, IBounceProvider> _providers;
    private readonly ComplaintJudge _complaints;
    private readonly RemoteBounces _remote;
    private readonly bool _countsSoftBounces;
    private readonly int? _maxAgeDays;

    // Bounces of one campaign go the same way, and most of what nobody has an action for comes in crowds.
    private (IReadOnlyList<Route> Routes, Verdict Verdict, string Detail)? _idle;

    /// <param name="settings">Category lists, exclusions, age limit.</param>
    /// <param name="router">Sender to providers.</param>
    /// <param name="unsubscribeDomains">Domains of our unsubscribe addresses.</param>
    /// <param name="providers">Asked whether they have any action for an event.</param>
    /// <param name="unsubscribeAddresses">Reads the unsubscribe addresses in complaints; null: none is understood.</param>
    public Judge(
        Settings settings, Router router, IEnumerable<string> unsubscribeDomains, IReadOnlyDictionary<string, IBounceProvider> providers,
        IUnsubscribeAddresses? unsubscribeAddresses = null)
    {
        _categories = new CategoryRules(settings.BounceCategories, settings.SoftBounceCategories);
        _evidence = new EvidencePolicy(settings.Evidence, _categories, settings.OwnReplyRules);
        _exclusions = new Exclusions(settings.OwnDomains, settings.ProtectedRecipients, unsubscribeDomains);
        _router = router;
        _providers = providers;
        _complaints = new ComplaintJudge(settings.FeedbackLoop, router, providers, unsubscribeAddresses ?? new NoUnsubscribeAddresses());
        _remote = new RemoteBounces(settings.RemoteBounces, settings.Evidence, router, providers);
        _countsSoftBounces = settings.Evidence != EvidenceUse.Off;
        _maxAgeDays = settings.Input.MaxEventAgeDays;
    }

    /// <summary>Decides about an accounting record.</summary>
    /// <param name="record">As read.</param>
    /// <param name="now">For records without a readable time, and for the age limit.</param>
    /// <param name="countSoft">A recipient's soft bounces are added up; they need not be while nothing is heard of deliveries.</param>
    public Decision OfRecord(AccountingRecord record, DateTimeOffset now, bool countSoft = true) =>
        Decide(record, now, countSoft) is var decision && decision is Decision.Skip { Event: null, Record: null } skip
            ? skip with { Record = record }
            : decision;

    /// <summary>Decides about a row of a plain list: somebody says that this address is gone.</summary>
    /// <param name="text">The address as written.</param>
    /// <param name="run">The run: a plain address carries no time and counts once a run.</param>
    /// <param name="now">When it was read.</param>
    public Decision OfAddress(string text, long run, DateTimeOffset now)
    {
        if (!EmailAddress.TryParse(text, out var recipient))
            return new Decision.Skip(EmailAddress.IsRedacted(text) ? "redacted recipient" : "no valid recipient", Detail: text);
        if (_exclusions.OfRecipient(recipient) is { } kept)
            return new Decision.Skip(kept, Detail: text);
        var bounce = new BounceEvent
        {
            Identity = EventIdentityMaker.OfAddress(recipient, run),
            Kind = EventKind.HardBounce,
            RecordType = "address",
            OccurredAt = now,
            Rule = "plain address",
            Recipient = recipient,
        };
        return Route(bounce, Verdict.Hard, _router.OfTenant(""), countSoft: false);
    }

    private Decision Decide(AccountingRecord record, DateTimeOffset now, bool countSoft)
    {
        if (record.RecordType == RecordType.FeedbackLoop)
            return _complaints.Decide(record, now);
        if (record.RecordType is not (RecordType.Bounce or RecordType.RemoteBounce))
            return new Decision.Skip("type " + BounceReading.TypeName(record));
        if (_remote.IsIgnored(record))
            return new Decision.Skip("remote bounce ignored");
        var diagnostic = record[Column.DsnDiag] ?? "";
        if (Exclusions.OfRecord(diagnostic, record[Column.DlvType] ?? "") is { } excluded)
            return new Decision.Skip(excluded);
        var (recipient, obstacle) = BounceReading.RecipientOf(record, _router.NamesSender);
        if (recipient is null)
            return new Decision.Skip(obstacle);
        if (_exclusions.OfRecipient(recipient) is { } kept)
            return new Decision.Skip(kept);
        var category = record[Column.BounceCat] ?? "";
        if (_evidence.Judge(category, record, diagnostic) is not { } judgement)
            return new Decision.Skip(_categories.NotConfigured(category));
        if (judgement.Verdict == Verdict.Soft && !countSoft && _maxAgeDays is null && NobodyActsOnSoft(record) is { } routes)
            return new Decision.Skip("nothing to do", Verdict: Verdict.Soft, Detail: Idle(routes, Verdict.Soft)) { Record = record };
        var bounce = BounceReading.Read(record, recipient, judgement, now);
        if (_maxAgeDays is { } days && now - bounce.OccurredAt > TimeSpan.FromDays(days))
            return new Decision.Skip($"older than {days} days");
        if (!_remote.NeedsProof(bounce))
            return OfSender(bounce, judgement.Verdict, record, countSoft);
        var asking = _remote.Asking(bounce);
        return asking is not null && OfSender(asking, Verdict.Hard, record, countSoft) is Decision.Accept hard
            ? hard with { AskedFirst = _remote.AskedFirst(asking, hard.Routes) }
            : OfSender(bounce with { Kind = EventKind.SoftBounce, Rule = RemoteBounces.UnprovenRule }, Verdict.Soft, record, countSoft);
    }

    private Decision OfSender(BounceEvent bounce, Verdict verdict, AccountingRecord record, bool countSoft) =>
        Route(bounce, verdict, _router.OfBounce(bounce.EnvelopeSender, verdict), countSoft, record);

    private Decision Route(BounceEvent bounce, Verdict verdict, Routing routing, bool countSoft, AccountingRecord? record = null)
    {
        if (routing is Routing.NoRoute)
            return new Decision.Skip("no route", bounce, verdict);
        if (routing is not Routing.Found(var routes))
            return new Decision.Skip("no tenant", bounce, verdict);
        var able = Able(bounce, routes);
        var counted = verdict == Verdict.Soft && countSoft && _countsSoftBounces && _remote.AddsUp(bounce) ? CountedFor(bounce) : [];
        return able.Count + counted.Count == 0
            ? new Decision.Skip("nothing to do", Verdict: verdict, Detail: Idle(routes, verdict)) { Judged = bounce }
            : new Decision.Accept(record is null ? bounce : bounce with { Identity = BounceReading.IdentityOf(record, bounce) }, verdict, able) { HardRoutes = counted };
    }

    // Where a soft bounce goes, if nobody there has an action for any: then no event need be made of it.
    private IReadOnlyList<Route>? NobodyActsOnSoft(AccountingRecord record)
    {
        if (_router.OfBounce(BounceReading.Text(record, Column.Orig), Verdict.Soft) is not Routing.Found(var routes))
            return null;
        for (var i = 0; i < routes.Count; i++)
        {
            if (_providers[routes[i].Provider].ActsOn(EventKind.SoftBounce))
                return null;
        }

        return routes;
    }

    private List<Route> CountedFor(BounceEvent soft)
    {
        var hard = soft with { Kind = EventKind.HardBounce };
        return [.. _router.OfSoftBounces(soft.EnvelopeSender).Where(route => _providers[route.Provider].HasActionFor(hard))];
    }

    private string Idle(IReadOnlyList<Route> routes, Verdict verdict)
    {
        if (_idle is var (last, lastVerdict, known) && ReferenceEquals(last, routes) && lastVerdict == verdict)
            return known;
        var detail = $": {verdict.Word()}, no action at {string.Join(", ", routes.Select(route => route.Provider))}";
        _idle = (routes, verdict, detail);
        return detail;
    }

    // Nearly always all of them: then it is the router's own list, which a campaign's bounces share.
    private IReadOnlyList<Route> Able(BounceEvent bounce, IReadOnlyList<Route> routes)
    {
        for (var i = 0; i < routes.Count; i++)
        {
            if (!_providers[routes[i].Provider].HasActionFor(bounce))
                return [.. routes.Where(route => _providers[route.Provider].HasActionFor(bounce))];
        }

        return routes;
    }
}
