using System.Globalization;

namespace BounceHandler.Notifications;

/// <summary>The mail about one unsubscribe request. It shows the request's headers, never its body: that is the subscriber's letter.</summary>
internal static class UnsubscribeMail
{
    /// <summary>What it says.</summary>
    public static MailPage Page(EventReport report)
    {
        var campaign = report.Campaign;
        var sections = new List<MailSection>
        {
            new MailSection.Facts("", MailFact.Known(
                new("Recipient", report.Recipient),
                new("Reference", report.Reference),
                new("Received", LocalMoment.Of(report.ReceivedAt)),
                new("Request from", report.Report.From),
                new("Request to", report.Report.ListUnsubscribe))),
            OutcomeSection.Of(report),
        };
        if (campaign is not null)
        {
            sections.Add(new MailSection.Facts("The campaign", MailFact.Known(
                new("Name", campaign.Name),
                new("Subject", campaign.Subject),
                new("List", campaign.List),
                new("Sent", campaign.SentAt),
                new("Subscribers", campaign.Subscribers?.ToString("N0", CultureInfo.InvariantCulture) ?? ""))));
        }

        if (report.Report.Headers.Length > 0)
            sections.Add(new MailSection.Verbatim("Headers of the request", report.Report.Headers));
        return new MailPage(
            "unsubscribe",
            campaign is { Name.Length: > 0 } ? $"Unsubscribe: {report.Who} from {campaign.Name}" : $"Unsubscribe: {report.Who}",
            $"Unsubscribe from {report.Who}",
            "A recipient asked by mail to be removed.",
            sections);
    }
}
