using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;
using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Tests.Classification;

public sealed class JudgeComplaintTests
{
    private const string Everywhere = "mailwizz interspire suppressions";

    /// <summary>What the six kinds of report become: recipient, rule, where, who is asked first; or the reason to skip it.</summary>
    public static TheoryData<string, (Column, string?)[], string> Reports => new()
    {
        { "plain recipient", [], $"Reader@yahoo.example complaint:rcpt -> {Everywhere}" },
        { "in angle brackets", [(Column.Rcpt, "<reader@Hotmail.example>")], $"reader@hotmail.example complaint:rcpt -> {Everywhere}" },
        {
            "redacted, with List-Unsubscribe",
            [(Column.Rcpt, "...@mail.example"), (Column.HeaderListUnsubscribe, TestComplaints.Unsubscribe)],
            "nobody complaint:list-unsubscribe -> mailwizz, mailwizz first"
        },
        {
            "redacted, with List-Id and subscriber",
            [(Column.Rcpt, ""), (Column.HeaderListId, TestComplaints.List + " <Weekly news>"), (Column.SubscriberUid, TestComplaints.Subscriber)],
            "nobody complaint:list-headers -> mailwizz, mailwizz first"
        },
        { "not spam after all", [(Column.FeedbackType, "Not-Spam")], "feedback type not-spam" },
        { "authentication failure", [(Column.FeedbackType, "auth-failure")], "feedback type auth-failure" },
        {
            "recipient and reference",
            [(Column.HeaderFeedbackId, TestComplaints.FeedbackId)],
            $"Reader@yahoo.example complaint:feedback-id -> {Everywhere}, mailwizz first"
        },
        {
            "redacted, with Feedback-ID",
            [(Column.Rcpt, null), (Column.HeaderFeedbackId, TestComplaints.FeedbackId)],
            "nobody complaint:feedback-id -> mailwizz, mailwizz first"
        },
        {
            "redacted, of Interspire",
            [(Column.Rcpt, "<>"), (Column.MailerListId, "3, 5"), (Column.MailerRecipientId, " 77 ")],
            "nobody complaint:interspire-headers -> interspire"
        },
        {
            "redacted, with an address in List-Unsubscribe",
            [(Column.Rcpt, "...@mail.example"), (Column.HeaderListUnsubscribe, "<mailto:hidden=mail.example@fbl-unsub.example.com>")],
            $"hidden@mail.example complaint:list-unsubscribe -> {Everywhere}"
        },
        {
            "recipient, with an address in List-Unsubscribe",
            [(Column.HeaderListUnsubscribe, "<mailto:other=mail.example@fbl-unsub.example.com>")],
            $"Reader@yahoo.example complaint:rcpt -> {Everywhere}"
        },
        { "recipient unreadable", [(Column.Rcpt, "undisclosed recipients")], "recipient not found" },
        { "redacted, without reference", [(Column.Rcpt, "...@mail.example")], "recipient not found" },
        { "type not acted on", [(Column.FeedbackType, "x\nspäm")], "feedback type x?sp?m" },
        { "without type", [(Column.FeedbackType, null)], $"Reader@yahoo.example complaint:rcpt -> {Everywhere}" },
        { "type in upper case", [(Column.FeedbackType, " ABUSE ")], $"Reader@yahoo.example complaint:rcpt -> {Everywhere}" },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_becomes(string report, (Column, string?)[] columns, string expected)
    {
        Assert.NotEmpty(report);
        Assert.Equal(expected, Words(TestComplaints.Judge().OfRecord(TestComplaints.Record(columns), TestRecords.Now)));
    }

    [Fact]
    public void No_setting_makes_a_complaint_of_what_is_none()
    {
        var settings = new Settings { FeedbackLoop = new FeedbackLoopSettings { ActOn = ["abuse", "not-spam", "auth-failure"] } };

        foreach (var type in new[] { "not-spam", "auth-failure" })
            Assert.Equal("feedback type " + type, Words(TestComplaints.Judge(settings).OfRecord(TestComplaints.Record((Column.FeedbackType, type)), TestRecords.Now)));
    }

    [Fact]
    public void A_report_without_type_counts_only_if_the_empty_type_does()
    {
        var settings = new Settings { FeedbackLoop = new FeedbackLoopSettings { ActOn = ["abuse"] } };

        Assert.Equal("feedback type (none)", Words(TestComplaints.Judge(settings).OfRecord(TestComplaints.Record((Column.FeedbackType, "")), TestRecords.Now)));
    }

    [Fact]
    public void What_spares_a_recipient_from_bounces_does_not_spare_it_from_its_own_complaint()
    {
        var settings = new Settings
        {
            OwnDomains = ["yahoo.example"],
            ProtectedRecipients = [SenderPattern.TryParse("*@yahoo.example", out var pattern) ? pattern : throw new ArgumentException("pattern")],
            Input = new InputSettings { MaxEventAgeDays = 1 },
        };

        foreach (var recipient in new[] { "reader@yahoo.example", "reader@fbl-unsub.example.com" })
        {
            Assert.Equal(
                $"{recipient} complaint:rcpt -> {Everywhere}",
                Words(TestComplaints.Judge(settings).OfRecord(TestComplaints.Record((Column.Rcpt, recipient)), TestRecords.Now)));
        }
    }

    [Fact]
    public void Only_providers_with_an_action_are_routed_to_and_asked()
    {
        var judge = TestComplaints.Judge(
        [
            (TestDefinitions.Tool("mailwizz"), TestComplaints.MailWizz(MailWizzActions.None)),
            (TestDefinitions.Tool("interspire"), TestComplaints.Interspire(InterspireActions.None)),
            (TestDefinitions.Tool("suppressions") with { FollowsOthers = true }, TestComplaints.Local()),
        ]);
        var record = TestComplaints.Record((Column.HeaderFeedbackId, TestComplaints.FeedbackId));

        Assert.Equal("Reader@yahoo.example complaint:rcpt -> suppressions", Words(judge.OfRecord(record, TestRecords.Now)));
    }

    [Fact]
    public void Where_nobody_acts_on_complaints_there_is_nothing_to_do()
    {
        var judge = TestComplaints.Judge([(TestDefinitions.Tool("mailwizz"), TestComplaints.MailWizz(MailWizzActions.None))]);

        var skip = Assert.IsType<Decision.Skip>(judge.OfRecord(TestComplaints.Record(), TestRecords.Now));
        Assert.Equal("nothing to do", skip.Reason);
        Assert.Equal("Reader@yahoo.example from campaign@mailwizz.example: complaint, no action at mailwizz", skip.Text);
    }

    [Fact]
    public void A_complaint_that_names_nobody_says_what_it_was_so_that_it_is_logged()
    {
        var record = TestComplaints.Record((Column.Rcpt, "...@mail.example"));

        var skip = Assert.IsType<Decision.Skip>(TestComplaints.Judge().OfRecord(record, TestRecords.Now));
        Assert.Equal(EventKind.Complaint, skip.Event!.Kind);
        Assert.Equal("campaign@mailwizz.example", skip.Event.EnvelopeSender);
        Assert.Null(skip.Event.Recipient);
    }

    [Fact]
    public void A_skipped_type_names_recipient_and_sender()
    {
        var skip = Assert.IsType<Decision.Skip>(TestComplaints.Judge().OfRecord(TestComplaints.Record((Column.FeedbackType, "not-spam")), TestRecords.Now));

        Assert.Null(skip.Event);
        Assert.Equal("Reader@yahoo.example from campaign@mailwizz.example", skip.Text);
    }

    [Fact]
    public void Where_no_form_of_address_is_configured_none_is_understood()
    {
        var picky = new TestDefinitions.Picky(EventKind.Complaint);
        var judge = new Judge(
            new Settings(), new Router([TestDefinitions.Tool("a")], []), [], new Dictionary<string, IBounceProvider> { ["a"] = picky });

        var decision = judge.OfRecord(TestComplaints.Record((Column.HeaderListUnsubscribe, TestComplaints.Unsubscribe)), TestRecords.Now);
        Assert.Equal("Reader@yahoo.example complaint:rcpt -> a", Words(decision));
    }

    private static string Words(Decision decision)
    {
        if (decision is Decision.Skip skip)
            return skip.Reason;
        var accept = Assert.IsType<Decision.Accept>(decision);
        Assert.False(accept.IsHeld);
        Assert.Equal("complaint", accept.Label);
        return $"{accept.Event.Recipient?.Spelling ?? "nobody"} {accept.Event.Rule} -> {string.Join(' ', accept.Routes.Select(route => route.Provider))}"
            + (accept.AskedFirst.Count > 0 ? $", {string.Join(' ', accept.AskedFirst)} first" : "");
    }
}
