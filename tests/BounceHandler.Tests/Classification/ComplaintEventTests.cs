using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Tests.Input;

namespace BounceHandler.Tests.Classification;

/// <summary>What an accepted complaint carries.</summary>
public sealed class ComplaintEventTests
{
    private static readonly DateTimeOffset Logged = new(2016, 8, 1, 18, 6, 1, TimeSpan.Zero);

    [Fact]
    public void A_complaint_becomes_an_event_with_everything_worth_keeping()
    {
        var record = TestComplaints.Record(
            (Column.HeaderXJob, "mailwizz-" + TestComplaints.Campaign), (Column.HeaderFeedbackId, TestComplaints.FeedbackId),
            (Column.HeaderListUnsubscribe, TestComplaints.Unsubscribe));
        var recipient = new EmailAddress("Reader@yahoo.example", "reader@yahoo.example");

        Assert.Equal(
            new BounceEvent
            {
                Identity = EventIdentityMaker.OfComplaint(
                    recipient, "campaign@mailwizz.example", "mailwizz-" + TestComplaints.Campaign, Logged, "<0123@mailwizz.example>", TestComplaints.Unsubscribe),
                Kind = EventKind.Complaint,
                RecordType = "f",
                OccurredAt = Logged,
                Rule = "complaint:feedback-id",
                Recipient = recipient,
                Reference = TestComplaints.Reference,
                Category = "abuse",
                EnvelopeSender = "campaign@mailwizz.example",
                JobId = "mailwizz-" + TestComplaints.Campaign,
                FeedbackId = TestComplaints.FeedbackId,
                MessageId = "<0123@mailwizz.example>",
                Agent = "Yahoo!-Mail-Feedback/2.0",
                Report = new MailReport
                {
                    From = "\"News, Daily\" <campaign@mailwizz.example>",
                    Subject = "Your weekly news",
                    ListUnsubscribe = TestComplaints.Unsubscribe,
                    ReportingMta = "mx.yahoo.example",
                    SourceIp = "10.0.0.9",
                    ReportedDomain = "yahoo.example",
                },
            },
            Accept(record).Event);
    }

    [Theory]
    [InlineData("AOL SComp", "arf", "aol.example", "mx.aol.example", "AOL SComp")]
    [InlineData(null, "jmrp", "hotmail.example", "mx.hotmail.example", "Microsoft JMRP/hotmail.example")]
    [InlineData(" ", "JMRP", "hotmail.example", "", "Microsoft JMRP/hotmail.example")]
    [InlineData("", "jmrp", "", "mx.hotmail.example", "Microsoft JMRP")]
    [InlineData("Reporter/1.0", "jmrp", "hotmail.example", "", "Reporter/1.0")]
    [InlineData("", "arf", "isp.example", "mx.isp.example", "mx.isp.example")]
    [InlineData("", "arf", "isp.example", "", "feedback loop")]
    [InlineData(null, null, null, null, "feedback loop")]
    public void The_agent_is_who_made_the_report(string? userAgent, string? format, string? domain, string? mta, string agent) => Assert.Equal(
        agent,
        Accept(TestComplaints.Record(
            (Column.UserAgent, userAgent), (Column.Format, format), (Column.ReportedDomain, domain), (Column.ReportingMta, mta))).Event.Agent);

    [Fact]
    public void A_complaint_without_a_readable_time_happened_now() =>
        Assert.Equal(TestRecords.Now, Accept(TestComplaints.Record((Column.TimeLogged, "?"))).Event.OccurredAt);

    [Fact]
    public void Text_from_strangers_is_cut()
    {
        var text = new string('x', 4000);
        var e = Accept(TestComplaints.Record(
            (Column.UserAgent, text), (Column.HeaderFrom, text), (Column.HeaderSubject, text), (Column.HeaderListUnsubscribe, text), (Column.ReportingMta, text),
            (Column.ReportedDomain, text), (Column.DlvSourceIp, text), (Column.HeaderMessageId, text), (Column.HeaderFeedbackId, text), (Column.JobId, text))).Event;

        Assert.All(
            [
                e.Agent, e.JobId, e.MessageId, e.FeedbackId, e.Report!.From, e.Report.Subject, e.Report.ListUnsubscribe, e.Report.ReportingMta, e.Report.ReportedDomain,
                e.Report.SourceIp,
            ],
            kept => Assert.Equal(BounceEvent.TextLimit, kept.Length));
    }

    [Theory]
    [InlineData(Column.HeaderMessageId, "<other@mailwizz.example>", true)]
    [InlineData(Column.HeaderListUnsubscribe, "<mailto:x@fbl-unsub.example.com>", true)]
    [InlineData(Column.Rcpt, "other@yahoo.example", true)]
    [InlineData(Column.TimeLogged, "2016-08-01 14:06:02-0400", true)]
    [InlineData(Column.HeaderXJob, "other", true)]
    [InlineData(Column.TimeLogged, "2016-08-01 18:06:01+0000", false)]
    [InlineData(Column.Rcpt, "<READER@yahoo.example>", false)]
    [InlineData(Column.UserAgent, "another", false)]
    [InlineData(Column.HeaderSubject, "another", false)]
    public void Two_reports_are_one_complaint_unless_what_identifies_them_differs(Column column, string value, bool isAnother) => Assert.Equal(
        isAnother, Accept(TestComplaints.Record((column, value))).Event.Identity != Accept(TestComplaints.Record()).Event.Identity);

    // Of one second, sender and job, with nothing but their references to tell them apart.
    [Theory]
    [InlineData(Column.HeaderFeedbackId, "bs224mf5v20f4:aa111bbbbb222:cn417nrhmv922:on987d5f1x791")]
    [InlineData(Column.SubscriberUid, "aa111bbbbb222")]
    [InlineData(Column.MailerRecipientId, "4712")]
    public void Redacted_complaints_of_different_subscribers_are_different(Column column, string value)
    {
        (Column, string?)[] bare =
        [
            (Column.Rcpt, ""), (Column.HeaderMessageId, null), (Column.HeaderFeedbackId, TestComplaints.FeedbackId),
            (Column.HeaderListId, $"{TestComplaints.List} <News>"), (Column.SubscriberUid, TestComplaints.Subscriber), (Column.MailerListId, "7"),
            (Column.MailerRecipientId, "4711"),
        ];

        Assert.NotEqual(Accept(TestComplaints.Record(bare)).Event.Identity, Accept(TestComplaints.Record([.. bare, (column, value)])).Event.Identity);
        Assert.Equal(Accept(TestComplaints.Record(bare)).Event.Identity, Accept(TestComplaints.Record(bare)).Event.Identity);
    }

    [Fact]
    public void Configuring_a_form_of_unsubscribe_address_does_not_make_another_complaint_of_it()
    {
        var record = TestComplaints.Record(
            (Column.Rcpt, ""), (Column.HeaderFeedbackId, TestComplaints.FeedbackId),
            (Column.HeaderListUnsubscribe, "<mailto:reader=yahoo.example@fbl-unsub.example.com>"));
        var without = Assert.IsType<Decision.Accept>(TestComplaints.Judge(null, new TestComplaints.Addresses()).OfRecord(record, TestRecords.Now));

        Assert.NotEqual(without.Event.Recipient, Accept(record).Event.Recipient);
        Assert.Equal(without.Event.Identity, Accept(record).Event.Identity);
    }

    [Theory]
    [InlineData("10.0.0.9", false)]
    [InlineData(" 10.0.0.9 ", false)]
    [InlineData("::ffff:10.0.0.9", false)]
    [InlineData("2001:db8::9", false)]
    [InlineData("10.0.1.9", true)]
    [InlineData("2001:db9::9", true)]
    [InlineData("167772169", true)]
    [InlineData("10.9", true)]
    [InlineData("mx.yahoo.example", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void A_report_from_elsewhere_is_held(string? source, bool isHeld)
    {
        var record = TestComplaints.Record((Column.DlvSourceIp, source));
        var judge = TestComplaints.Judge(TestComplaints.From("10.0.0.0/24", "2001:db8::/32"));

        Assert.Equal(isHeld, Assert.IsType<Decision.Accept>(judge.OfRecord(record, TestRecords.Now)).IsHeld);
        Assert.False(Accept(record).IsHeld);
    }

    [Theory]
    [InlineData("f,2010-04-12 11:40:37-0400,arf,AOL SComp,,campaign@mailwizz.example,<a@x.example>,mail1.x.example,10.0.0.9", "a@x.example complaint:rcpt AOL SComp")]
    [InlineData("f,2010-04-12 11:40:37-0400,arf,AOL SComp,,campaign@mailwizz.example,,mail1.x.example,10.0.0.9", "recipient not found")]
    [InlineData(
        "f,2016-08-01 14:06:01-0400,10.0.0.5,abuse,arf,,,campaign@mailwizz.example,...@x.example,mx,10.0.0.9,x.example,\"\"\"N, D\"\" <c@x.example>\",<c@x.example>,"
        + "mailwizz-bs224mf5v20f4,s,,,<m>,<https://x.example>,cn417nrhmv922 <Weekly news>,ll381bxshm01e,,",
        "nobody complaint:list-headers mx")]
    [InlineData(
        "f,2016-08-01 14:06:01-0400,10.0.0.5,abuse,arf,Y/2.0,,campaign@mailwizz.example,,mx,10.0.0.9,x.example,f,r,,s,,,<m>,"
        + "\"<https://x.example>, <mailto:ll381bxshm01e.cn417nrhmv922.bs224mf5v20f4@fbl-unsub.example.com?subject=unsubscribe>\",,,,",
        "nobody complaint:list-unsubscribe Y/2.0")]
    [InlineData(
        "f,2016-08-01 14:06:01-0400,10.0.0.5,abuse,arf,Y/2.0,,campaign@mailwizz.example,,mx,10.0.0.9,x.example,f,r,,s,,,<m>,,,,3,77",
        "nobody complaint:interspire-headers Y/2.0")]
    [InlineData(
        "f,1178807915,10.0.0.5,,jmrp,,,campaign@mailwizz.example,,mx,10.0.0.9,hotmail.example,f,r,,s,,,<m>,,,,,,bs224mf5v20f4:ll381bxshm01e:cn417nrhmv922:on987d5f1x791",
        "nobody complaint:feedback-id Microsoft JMRP/hotmail.example")]
    [InlineData(
        "f,1178807915,10.0.0.5,not-spam,arf,Y/2.0,,campaign@mailwizz.example,a@x.example,mx,10.0.0.9,x.example,f,r,,s,,,<m>,,,,,,", "feedback type not-spam")]
    public void Rows_without_a_header_are_understood_whatever_their_version(string row, string expected)
    {
        var record = Assert.Single(ReadRows.From(row + "\n")).Record;

        Assert.NotNull(record);
        Assert.Equal(expected, TestComplaints.Judge().OfRecord(record, TestRecords.Now) switch
        {
            Decision.Accept { Event: var e } => $"{e.Recipient?.Spelling ?? "nobody"} {e.Rule} {e.Agent}",
            Decision.Skip skip => skip.Reason,
            _ => "",
        });
    }

    private static Decision.Accept Accept(AccountingRecord record) =>
        Assert.IsType<Decision.Accept>(TestComplaints.Judge(new Settings()).OfRecord(record, TestRecords.Now));
}
