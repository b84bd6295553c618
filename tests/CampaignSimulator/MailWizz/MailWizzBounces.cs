namespace CampaignSimulator;

/// <summary>Bounces of a campaign: recording one is what blacklists a subscriber.</summary>
internal static class MailWizzBounces
{
    private const int MaxMessage = 250;
    private const int UidLength = 13;

    public static Answer All(MailWizzCall call) => call.Customer.FindCampaign(call.First) is { } campaign
        ? MailWizzPages.Of(call.Request, campaign.BounceRows, MailWizzRecords.Bounce)
        : MailWizzAnswers.CampaignMissing;

    public static Answer Create(MailWizzCall call)
    {
        if (call.Customer.FindCampaign(call.First) is not { } campaign) return MailWizzAnswers.CampaignMissing;

        var uid = call.Request.FormField("subscriber_uid") ?? "";
        var type = call.Request.FormField("bounce_type") ?? "";
        var message = call.Request.FormField("message") ?? "";
        if (Invalid(call.Options, uid, type, message) is { } invalid) return invalid;

        // Only the campaign's own list is looked into: the same person on another list is somebody else here.
        if (!campaign.List.ByUid.TryGetValue(uid, out var row)) return MailWizzAnswers.SubscriberMissing;
        if (!campaign.Bounced.Add(uid)) return MailWizzAnswers.Error(400, "This subscriber has already been marked as bounced!");

        var bounce = new MailWizzBounce(row, type, message, call.Now);
        campaign.BounceRows.Add(bounce);
        if (type == "hard" && Blacklists(call.Options, row.Status))
        {
            row.Status = SubscriberStatus.Blacklisted;
            call.Customer.Blacklist.Add(row.Email);
        }

        return MailWizzAnswers.Record(json => MailWizzRecords.Bounce(json, bounce), status: 201);
    }

    private static bool Blacklists(MailWizzOptions options, string status) => SubscriberStatus.IsOpen(status)
        || (status == SubscriberStatus.Unsubscribed && options.BounceAfterUnsubscribeBlacklists);

    private static Answer? Invalid(MailWizzOptions options, string uid, string type, string message)
    {
        if (type is not ("hard" or "soft" or "internal")) return MailWizzAnswers.Error(400, "Invalid bounce type!");
        if (uid.Length == 0) return MailWizzAnswers.SubscriberMissing;
        if (uid.Length != UidLength) return MailWizzAnswers.Invalid(options, "subscriber_uid", "Subscriber uid should be 13 characters.");
        if (message.Length == 0 && options.RequiresBounceMessage)
            return MailWizzAnswers.Invalid(options, "message", "Message cannot be blank.");
        return message.EnumerateRunes().Count() > MaxMessage
            ? MailWizzAnswers.Invalid(options, "message", "Message is too long (maximum is 250 characters).")
            : null;
    }
}
