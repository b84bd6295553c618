using BounceHandler.Events;

namespace BounceHandler.Notifications;

/// <summary>The mail about one complaint (feedback loop, RFC 5965).</summary>
internal static class ComplaintMail
{
    /// <summary>What it says.</summary>
    public static MailPage Page(EventReport report)
    {
        var e = report.Event;
        var via = e.Agent.Length > 0 ? e.Agent : report.Report.ReportingMta;
        return new MailPage(
            "complaint",
            via.Length > 0 ? $"Complaint: {report.Who} via {via}" : $"Complaint: {report.Who}",
            $"Complaint from {report.Who}",
            "A recipient reported a message as spam.",
            [
                new MailSection.Facts("", MailFact.Known(
                    new("Recipient", report.Recipient),
                    new("Reported by", e.Agent),
                    new("Received", LocalMoment.Of(report.ReceivedAt)),
                    new("Reported via", report.Report.ReportingMta),
                    new("Reported IP", report.Report.SourceIp),
                    new("Reported domain", report.Report.ReportedDomain),
                    new("Reference", report.Reference))),
                OutcomeSection.Of(report),
                new MailSection.Facts("The message", MailFact.Known(
                    new("Subject", report.Report.Subject),
                    new("From", report.Report.From),
                    new("Envelope sender", e.EnvelopeSender),
                    new("Campaign", Campaign(report.Campaign)),
                    new("Feedback-ID", e.FeedbackId),
                    new("Job", e.JobId),
                    new("Message-Id", e.MessageId),
                    new("List-Unsubscribe", report.Report.ListUnsubscribe))),
            ]);
    }

    private static string Campaign(CampaignDescription? campaign) =>
        campaign is null ? "" : campaign.List.Length > 0 ? $"{campaign.Name} (list {campaign.List})" : campaign.Name;
}
