using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers.Interspire;

namespace BounceHandler.Classification;

/// <summary>One way in which a complaint names its subscriber.</summary>
/// <param name="Reference">The subscriber; each part has been checked for its shape.</param>
/// <param name="Rule">Where it was found, for example <c>complaint:feedback-id</c>.</param>
/// <param name="Providers">The only providers whose subscriber it can be; null: any that understands it.</param>
public sealed record ReferenceCandidate(SubscriberRef Reference, string Rule, IReadOnlyList<string>? Providers)
{
    /// <summary>The rule of what a List-Unsubscribe header names.</summary>
    public const string ListUnsubscribeRule = "complaint:list-unsubscribe";

    private const string InterspireRule = "complaint:interspire-headers";

    /// <summary>Its ids are small numbers, which mean somebody in every installation: only the one that sent the mail may be asked.</summary>
    public bool IsOfOneInstallation => Rule == InterspireRule;

    /// <summary>All candidates of a record, the most trusted first.</summary>
    /// <param name="record">A feedback-loop record.</param>
    /// <param name="unsubscribes">What its List-Unsubscribe header says, as far as it can be trusted.</param>
    public static IEnumerable<ReferenceCandidate> In(AccountingRecord record, IEnumerable<UnsubscribeReading> unsubscribes)
    {
        if (MailWizzHeaders.OfFeedbackId(record[Column.HeaderFeedbackId] ?? "") is { } feedbackId)
            yield return new ReferenceCandidate(feedbackId, "complaint:feedback-id", null);
        var job = BounceReading.JobOf(record);
        var headers = MailWizzHeaders.OfListHeaders(record[Column.HeaderListId] ?? "", record[Column.SubscriberUid] ?? "", job);
        if (headers is not null)
            yield return new ReferenceCandidate(headers, "complaint:list-headers", null);
        foreach (var unsubscribe in unsubscribes)
        {
            if (unsubscribe.Reference is { Subscriber: not null } reference)
                yield return new ReferenceCandidate(Completed(reference, job), ListUnsubscribeRule, unsubscribe.Providers);
        }

        if (OfInterspire(record) is { } interspire)
            yield return new ReferenceCandidate(interspire, InterspireRule, null);
    }

    // A subscriber alone cannot be looked up: the campaign leads to its list.
    private static SubscriberRef Completed(SubscriberRef reference, string job) =>
        reference is { List: null, Campaign: null } ? reference with { Campaign = MailWizzHeaders.CampaignOf(job) } : reference;

    private static SubscriberRef? OfInterspire(AccountingRecord record)
    {
        var reference = new SubscriberRef(null, record[Column.MailerListId]?.Trim(), record[Column.MailerRecipientId]?.Trim());
        return InterspireRules.IsId(reference.Subscriber) && InterspireRules.ListsOf(reference).Count > 0 ? reference : null;
    }
}
