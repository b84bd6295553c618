using BounceHandler.Events;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Classification;

/// <summary>
/// Subscriber references in the headers that MailWizz gives its mail. They come back in reports that anybody can send: only what has the shape of a
/// uid is taken, and MailWizz says whether its parts belong together. Upper case is lowered, since some reporters change it.
/// </summary>
public static class MailWizzHeaders
{
    /// <summary>Reads <c>Feedback-ID</c>: <c>campaign:subscriber:list:customer</c>.</summary>
    /// <param name="header">The header's value as written.</param>
    /// <returns>Null unless it has four parts and the first three are uids; the fourth is not used, and operators put names of their own there.</returns>
    public static SubscriberRef? OfFeedbackId(string header) =>
        header.Split(':', 5) is [var campaign, var subscriber, var list, _]
        && Uid(campaign) is { } campaignUid && Uid(subscriber) is { } subscriberUid && Uid(list) is { } listUid
            ? new SubscriberRef(campaignUid, listUid, subscriberUid)
            : null;

    /// <summary>Puts together what single headers say.</summary>
    /// <param name="listId"><c>List-Id</c> as written.</param>
    /// <param name="subscriber"><c>X-*-Subscriber-Uid</c> as written.</param>
    /// <param name="jobId">Job id as written, of which a part may be a campaign.</param>
    /// <returns>Null without a subscriber, or where neither its list nor its campaign is known.</returns>
    public static SubscriberRef? OfListHeaders(string listId, string subscriber, string jobId)
    {
        if (Uid(subscriber) is not { } subscriberUid)
            return null;
        var (list, campaign) = (ListOf(listId), CampaignOf(jobId));
        return list is null && campaign is null ? null : new SubscriberRef(campaign, list, subscriberUid);
    }

    /// <summary>
    /// The list of a <c>List-Id</c>: MailWizz writes <c>uid &lt;display name&gt;</c>; others write <c>"display name" &lt;uid.domain&gt;</c> (RFC 2919 3).
    /// </summary>
    /// <returns>Null if no list is named.</returns>
    public static string? ListOf(string listId)
    {
        var open = listId.IndexOf('<');
        var before = open < 0 ? listId : listId[..open];
        if (Uid(before) is { } list)
            return list;
        var close = open < 0 ? -1 : listId.IndexOf('>', open);
        return (close < 0 ? null : LabelOf(listId[(open + 1)..close])) ?? LabelOf(before);
    }

    /// <summary>
    /// The campaign of a job id in the usual forms, <c>mailwizz-uid</c> for example. The setting <c>campaignFromJobId</c> is each provider's own, and
    /// providers apply it themselves; this serves those that are only asked for a subscriber.
    /// </summary>
    /// <returns>Null if no part of it looks like a uid.</returns>
    public static string? CampaignOf(string jobId) =>
        jobId.Split('-', '_', '.', ':', '/').Select(Uid).LastOrDefault(uid => uid is not null && HasDigit(uid));

    // A word of thirteen letters is more likely a company's name than a uid: those seen all have digits.
    private static string? LabelOf(string text) => text.Split('.').Select(Uid).FirstOrDefault(uid => uid is not null && HasDigit(uid));

    private static bool HasDigit(string uid) => uid.Any(char.IsAsciiDigit);

    private static string? Uid(string text) => MailWizzUid.Or(text.AsSpan().Trim(" \t\"").ToString().ToLowerInvariant());
}
