namespace CampaignSimulator;

/// <summary>The endpoints below campaigns/, bounces excepted.</summary>
internal static class MailWizzCampaigns
{
    public static Answer All(MailWizzCall call) => MailWizzPages.Of(call.Request, call.Customer.Campaigns, MailWizzRecords.Campaign);

    public static Answer One(MailWizzCall call) => call.Customer.FindCampaign(call.First) is { } campaign
        ? MailWizzAnswers.Record(json => MailWizzRecords.Campaign(json, campaign))
        : MailWizzAnswers.CampaignMissing;

    public static Answer Unsubscribes(MailWizzCall call) => call.Customer.FindCampaign(call.First) is { } campaign
        ? MailWizzPages.Of(call.Request, campaign.UnsubscribeRows, MailWizzRecords.Unsubscribe)
        : MailWizzAnswers.CampaignMissing;

    public static Answer Deliveries(MailWizzCall call) => call.Customer.FindCampaign(call.First) is { } campaign
        ? MailWizzPages.Of(call.Request, campaign.Deliveries, MailWizzRecords.Delivery)
        : MailWizzAnswers.CampaignMissing;

    public static Answer DeliveryByMessageId(MailWizzCall call)
    {
        foreach (var campaign in call.Customer.Campaigns)
        {
            if (campaign.Deliveries.Find(row => row.EmailMessageId == call.First) is { } delivery)
                return MailWizzAnswers.Record(json => MailWizzRecords.Delivery(json, delivery));
        }

        return MailWizzAnswers.Error(404, "The delivery log does not exist!");
    }

    public static Answer TrackUnsubscribe(MailWizzCall call)
    {
        if (call.Customer.FindCampaign(call.First) is not { } campaign) return MailWizzAnswers.CampaignMissing;
        if (!campaign.List.ByUid.TryGetValue(call.Second, out var row)) return MailWizzAnswers.SubscriberMissing;

        MailWizzSubscribers.SetUnsubscribed(row);
        campaign.UnsubscribeRows.Add(new MailWizzUnsubscribe(
            row,
            call.Request.FormField("ip_address") ?? "",
            call.Request.FormField("user_agent") ?? "",
            call.Request.FormField("reason") ?? "",
            call.Now));
        return MailWizzAnswers.Success();
    }
}
