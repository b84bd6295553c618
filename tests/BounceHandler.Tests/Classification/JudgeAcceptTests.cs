using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Tests.Classification;

public sealed class JudgeAcceptTests
{
    [Fact]
    public void A_hard_bounce_becomes_an_event_with_everything_worth_keeping()
    {
        var accept = Accept(TestRecords.Bounce((Column.HeaderFeedbackId, "c:s:l:mw"), (Column.HeaderMessageId, "<m@x>")));

        Assert.Equal(Verdict.Hard, accept.Verdict);
        Assert.Equal([new Route("mailwizz", ""), new Route("suppressions", "")], accept.Routes);
        var recipient = new EmailAddress("User@example.com", "user@example.com");
        var queued = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            new BounceEvent
            {
                Identity = EventIdentityMaker.OfBounce("b", recipient, "campaign@mailwizz.example", "mailwizz-abc", queued),
                Kind = EventKind.HardBounce,
                RecordType = "b",
                OccurredAt = queued.AddMinutes(5),
                Rule = "reply:mailbox-unknown",
                Reason = "mailbox unknown",
                Recipient = recipient,
                Category = "bad-mailbox",
                EnvelopeSender = "campaign@mailwizz.example",
                VirtualMta = "vmta1",
                JobId = "mailwizz-abc",
                FeedbackId = "c:s:l:mw",
                MessageId = "<m@x>",
                Status = "5.1.1 (bad destination mailbox address)",
                Diagnostic = "smtp;550 5.1.1 user unknown",
                RemoteMta = "mx.example.com (192.0.2.1)",
            },
            accept.Event);
    }

    [Fact]
    public void A_soft_bounce_goes_only_where_it_is_an_action()
    {
        var accept = Accept(TestRecords.Bounce((Column.DsnStatus, "5.2.2 (mailbox full)"), (Column.DsnDiag, "smtp;552 5.2.2 mailbox full")));

        Assert.Equal((Verdict.Soft, EventKind.SoftBounce), (accept.Verdict, accept.Event.Kind));
        Assert.Equal([new Route("mailwizz", "")], accept.Routes);
    }

    [Theory]
    [InlineData("job", "x-job", "job")]
    [InlineData("", "x-job", "x-job")]
    [InlineData(null, "x-job", "x-job")]
    [InlineData(null, null, "")]
    public void The_campaign_comes_from_the_job_id_else_from_the_X_Job_header(string? job, string? header, string expected) =>
        Assert.Equal(expected, Accept(TestRecords.Bounce((Column.JobId, job), (Column.HeaderXJob, header))).Event.JobId);

    [Fact]
    public void A_record_without_times_happened_now()
    {
        var record = TestRecords.Bounce((Column.TimeQueued, "?"), (Column.TimeLogged, null));

        Assert.Equal(TestRecords.Now, Accept(record).Event.OccurredAt);
    }

    [Fact]
    public void A_remote_server_that_said_nothing_is_another_thing_than_no_such_column()
    {
        Assert.Equal("", Accept(TestRecords.Bounce((Column.DsnMta, ""))).Event.RemoteMta);
        Assert.Null(Accept(TestRecords.Bounce((Column.DsnMta, null))).Event.RemoteMta);
    }

    [Fact]
    public void Text_from_strangers_is_cut() =>
        Assert.Equal(BounceEvent.TextLimit, Accept(TestRecords.Bounce((Column.DsnDiag, new string('x', 4000)))).Event.Diagnostic.Length);

    [Fact]
    public void The_same_record_gives_the_same_decision_at_any_time()
    {
        var judge = TestRecords.Judge();

        var one = Assert.IsType<Decision.Accept>(judge.OfRecord(TestRecords.Bounce(), TestRecords.Now));
        var other = Assert.IsType<Decision.Accept>(judge.OfRecord(TestRecords.Bounce(), TestRecords.Now.AddDays(3)));
        Assert.Equal(one.Event, other.Event);
    }

    [Fact]
    public void A_second_report_with_another_text_is_the_same_event() => Assert.Equal(
        Accept(TestRecords.Bounce()).Event.Identity, Accept(TestRecords.Bounce((Column.DsnDiag, "smtp;550 other"), (Column.DsnStatus, "5.0.0"))).Event.Identity);

    [Fact]
    public void A_plain_address_is_a_hard_bounce_for_every_provider()
    {
        var accept = Assert.IsType<Decision.Accept>(TestRecords.Judge().OfAddress("\"User\"@Example.com", 7, TestRecords.Now));

        Assert.Equal((Verdict.Hard, EventKind.HardBounce, "address", "plain address"), (accept.Verdict, accept.Event.Kind, accept.Event.RecordType, accept.Event.Rule));
        Assert.Equal(new EmailAddress("User@example.com", "user@example.com"), accept.Event.Recipient);
        Assert.Equal(2, accept.Routes.Count);
        Assert.Equal(TestRecords.Now, accept.Event.OccurredAt);
    }

    private static Decision.Accept Accept(AccountingRecord record) =>
        Assert.IsType<Decision.Accept>(TestRecords.Judge().OfRecord(record, TestRecords.Now));
}
