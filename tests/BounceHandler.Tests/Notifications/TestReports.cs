using BounceHandler.Events;
using BounceHandler.Notifications;

namespace BounceHandler.Tests.Notifications;

/// <summary>Complaints and unsubscribes as mails tell of them.</summary>
internal static class TestReports
{
    public static readonly CampaignDescription Campaign =
        new("ab123cd456ef7", "Spring offers", "Everything must go", "Customers", "2026-03-09 08:00:00", 48213);

    public static readonly DateTimeOffset Received = new(2026, 3, 10, 13, 5, 9, TimeSpan.FromHours(1));

    public static EventReport Complaint(string recipient = "reader@yahoo.example") => new(
        Event(EventKind.Complaint, recipient) with
        {
            Agent = "Yahoo!-Mail-Feedback/2.0",
            FeedbackId = "ab123cd456ef7:xy123zz456abc:li123st456uid:cu123st456uid",
            JobId = "mailwizz-ab123cd456ef7",
            MessageId = "<20260309080000.4711@news.example.com>",
            EnvelopeSender = "campaign@news.example.com",
            Report = new MailReport
            {
                From = "Example News <news@news.example.com>",
                Subject = "Everything must go",
                ListUnsubscribe = "<mailto:xy123zz456abc.li123st456uid.ab123cd456ef7@unsub.example.com>",
                ReportingMta = "fbl.yahoo.example",
                SourceIp = "192.0.2.25",
                ReportedDomain = "news.example.com",
            },
        },
        null, Received, Campaign,
        [
            new ProviderResult("mailwizz", "", ResultState.Done, "bounce recorded on campaign ab123cd456ef7",
                [new ListStep("Customers", "confirmed", "unsubscribed"), new ListStep("Offers", "confirmed", "unsubscribed")]),
            new ProviderResult("interspire", "", ResultState.NothingToDo, "the address is on no list", []),
            new ProviderResult("suppressions", "", ResultState.Done, "", []),
        ]);

    public static EventReport Unsubscribe() => new(
        Event(EventKind.Unsubscribe, null) with
        {
            RecordType = "mail",
            Reference = new SubscriberRef("ab123cd456ef7", "li123st456uid", "xy123zz456abc"),
            Report = new MailReport
            {
                From = "Jo Reader <jo@reader.example>",
                Subject = "unsubscribe",
                ListUnsubscribe = "xy123zz456abc.li123st456uid.ab123cd456ef7@unsub.example.com",
                Headers = "Received: from mx.reader.example (192.0.2.77)\n\tby pmta.example.com; Tue, 10 Mar 2026 13:05:08 +0100\nFrom: Jo Reader <jo@reader.example>\n"
                    + "To: xy123zz456abc.li123st456uid.ab123cd456ef7@unsub.example.com\nSubject: unsubscribe\nX-Mailer: <script>alert(1)</script>\n",
            },
        },
        new EmailAddress("jo@reader.example", "jo@reader.example"), Received, Campaign,
        [
            new ProviderResult("mailwizz", "", ResultState.Done, "", [new ListStep("Customers", "confirmed", "unsubscribed")]),
            new ProviderResult("interspire", "north", ResultState.Queued, "HTTP 503: Service Unavailable", []),
            new ProviderResult("suppressions", "", ResultState.Failed, "the disk is full", []),
        ]);

    private static BounceEvent Event(EventKind kind, string? recipient) => new()
    {
        Identity = new EventIdentity(1, 2),
        Kind = kind,
        RecordType = "f",
        Rule = "feedback:abuse",
        OccurredAt = Received.ToUniversalTime(),
        Recipient = recipient is null ? null : new EmailAddress(recipient, recipient),
    };
}
