using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Classification;

/// <summary>
/// What a remote bounce may do. Anybody can send a report to a bounce mailbox, and often it is about a forwarder's address: it removes only whom the mail
/// itself names, in its VERP sender or by a Feedback-ID that its provider resolves to the same address. Pure.
/// </summary>
/// <param name="use">The key <c>remoteBounces</c>.</param>
/// <param name="evidence">With <see cref="EvidenceUse.Off"/> nothing is asked to be proved.</param>
/// <param name="router">Sender to providers.</param>
/// <param name="providers">Asked whether they can tell whom a reference names.</param>
internal sealed class RemoteBounces(RemoteBounceUse use, EvidenceUse evidence, Router router, IReadOnlyDictionary<string, IBounceProvider> providers)
{
    /// <summary>The rule of a hard remote bounce that is taken for a soft one.</summary>
    public const string UnprovenRule = "remote-bounce";

    /// <summary>A hard one that is spooled with a reference removes its recipient only once a provider has told that the reference names it.</summary>
    public static bool AwaitsProof(BounceEvent e) => e is { Kind: EventKind.HardBounce, RecordType: "rb", Reference: not null };

    /// <summary>It is not looked at.</summary>
    public bool IsIgnored(AccountingRecord record) => use == RemoteBounceUse.Ignore && record.RecordType == RecordType.RemoteBounce;

    /// <summary>It would remove its recipient, and nothing in its sender shows that it may.</summary>
    public bool NeedsProof(BounceEvent bounce) => bounce is { Kind: EventKind.HardBounce, RecordType: "rb" }
        && (use != RemoteBounceUse.Act || (evidence != EvidenceUse.Off && !Verp.TryDecode(bounce.EnvelopeSender, out _)));

    /// <summary>A soft one may be a part of what adds up to a removal: it is local, or its sender names its recipient.</summary>
    public bool AddsUp(BounceEvent soft) => soft.RecordType != "rb" || (use == RemoteBounceUse.Act && Verp.TryDecode(soft.EnvelopeSender, out _));

    /// <summary>The event with the reference that a provider is to resolve before it acts on it; null: there is none, or nobody who can.</summary>
    public BounceEvent? Asking(BounceEvent bounce) =>
        use == RemoteBounceUse.Act && MailWizzHeaders.OfFeedbackId(bounce.FeedbackId) is { } reference
        && bounce with { Reference = reference } is var asking
        && router.OfBounce(bounce.EnvelopeSender, Verdict.Hard) is Routing.Found(var routes) && AskedFirst(asking, routes).Count > 0
            ? asking
            : null;

    /// <summary>The providers among <paramref name="routes"/> that can tell.</summary>
    public IReadOnlyList<string> AskedFirst(BounceEvent asking, IReadOnlyList<Route> routes) =>
    [
        .. routes.Select(route => route.Provider).Distinct()
            .Where(name => providers[name] is IResolvesSubscribers && providers[name].HasActionFor(asking with { Recipient = null })),
    ];
}
