using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Tests.Classification;

/// <summary>Which of a complaint's references is used.</summary>
public sealed class ComplaintReferenceTests
{
    private static readonly (Column Column, string? Value)[] All =
    [
        (Column.Rcpt, ""),
        (Column.HeaderFeedbackId, "aa111aaaaa001:aa111aaaaa002:aa111aaaaa003:aa111aaaaa004"),
        (Column.HeaderListId, "bb222bbbbb003 <Weekly news>"),
        (Column.SubscriberUid, "bb222bbbbb002"),
        (Column.JobId, "mailwizz-bb222bbbbb001"),
        (Column.HeaderListUnsubscribe, "<https://x.example/u>, <mailto:cc333ccccc002.cc333ccccc003.cc333ccccc001@fbl-unsub.example.com>"),
        (Column.MailerListId, "4"),
        (Column.MailerRecipientId, "44"),
    ];

    [Theory]
    [InlineData("complaint:feedback-id", "aa111aaaaa001 aa111aaaaa003 aa111aaaaa002")]
    [InlineData("complaint:list-headers", "bb222bbbbb001 bb222bbbbb003 bb222bbbbb002", Column.HeaderFeedbackId)]
    [InlineData("complaint:list-unsubscribe", "cc333ccccc001 cc333ccccc003 cc333ccccc002", Column.HeaderFeedbackId, Column.SubscriberUid)]
    [InlineData(
        "complaint:interspire-headers", " 4 44", Column.HeaderFeedbackId, Column.SubscriberUid, Column.HeaderListUnsubscribe)]
    [InlineData("recipient not found", "", Column.HeaderFeedbackId, Column.SubscriberUid, Column.HeaderListUnsubscribe, Column.MailerListId)]
    public void The_most_trusted_is_used(string rule, string reference, params Column[] missing) =>
        Assert.Equal((rule, reference), Used(TestComplaints.Judge(), [.. All, .. missing.Select(column => (column, (string?)null))]));

    [Theory]
    // A part too short, too long, with characters of injections, missing.
    [InlineData("aa111aaaaa00:aa111aaaaa002:aa111aaaaa003:x")]
    [InlineData("aa111aaaaa001:aa111aaaaa0022:aa111aaaaa003:x")]
    [InlineData("aa111aaaaa001:aa111aaaaa002:../lists/xyz9:x")]
    [InlineData("aa111aaaaa001:aa111aaaa%0a2:aa111aaaaa003:x")]
    [InlineData("aa111aaaaa001:aa111aaaaa\r\n2:aa111aaaaa003:x")]
    [InlineData("aa111aaaaa001:áa111aaaaa002:aa111aaaaa003:x")]
    [InlineData("aa111aaaaa001:aa111aaaaa002:aa111aaaaa003")]
    [InlineData("aa111aaaaa001:aa111aaaaa002:aa111aaaaa003:x:y")]
    [InlineData(":::")]
    [InlineData("")]
    public void A_Feedback_ID_of_another_shape_is_passed_over(string feedbackId)
    {
        Assert.Null(MailWizzHeaders.OfFeedbackId(feedbackId));
        Assert.Equal(
            ("complaint:list-headers", "bb222bbbbb001 bb222bbbbb003 bb222bbbbb002"), Used(TestComplaints.Judge(), [.. All, (Column.HeaderFeedbackId, feedbackId)]));
    }

    [Theory]
    [InlineData("aa111aaaaa001:aa111aaaaa002:aa111aaaaa003:aa111aaaaa004")]
    [InlineData(" AA111AAAAA001 : aa111aaaaa002 : aa111AAAAA003 : ")]
    [InlineData("aa111aaaaa001:aa111aaaaa002:aa111aaaaa003:our company")]
    public void A_Feedback_ID_names_campaign_subscriber_and_list(string feedbackId) =>
        Assert.Equal(new SubscriberRef("aa111aaaaa001", "aa111aaaaa003", "aa111aaaaa002"), MailWizzHeaders.OfFeedbackId(feedbackId));

    [Theory]
    [InlineData("cn417nrhmv922 <Weekly news>", "cn417nrhmv922")]
    [InlineData("CN417NRHMV922 <Weekly news>", "cn417nrhmv922")]
    [InlineData("cn417nrhmv922", "cn417nrhmv922")]
    [InlineData("cn417nrhmv922 <ab123abcde4f5.lists.example>", "cn417nrhmv922")]
    [InlineData("\"Weekly news\" <cn417nrhmv922.mailwizz.example>", "cn417nrhmv922")]
    [InlineData("Weekly <cn417nrhmv922>", "cn417nrhmv922")]
    [InlineData("<cn417nrhmv922.mailwizz.example>", "cn417nrhmv922")]
    [InlineData("cn417nrhmv922.mailwizz.example", "cn417nrhmv922")]
    // A company of thirteen letters, a uid cut off, too long, with other characters, no list at all.
    [InlineData("<12345.mailchimpsend.example>", null)]
    [InlineData("cn417nrhmv92 <Weekly news>", null)]
    [InlineData("cn417nrhmv9222 <Weekly news>", null)]
    [InlineData("cn417nrhmv9/2 <Weekly news>", null)]
    [InlineData("Weekly news", null)]
    [InlineData("<>", null)]
    [InlineData("", null)]
    public void A_List_Id_names_a_list(string listId, string? list) => Assert.Equal(list, MailWizzHeaders.ListOf(listId));

    [Theory]
    [InlineData("mailwizz-bs224mf5v20f4", "bs224mf5v20f4")]
    [InlineData("bs224mf5v20f4", "bs224mf5v20f4")]
    [InlineData("MW_BS224MF5V20F4", "bs224mf5v20f4")]
    [InlineData("mailwizz-bs224mf5v20f", null)]
    [InlineData("newsletterjul-2016", null)]
    [InlineData("", null)]
    public void A_job_id_may_name_a_campaign(string jobId, string? campaign) => Assert.Equal(campaign, MailWizzHeaders.CampaignOf(jobId));

    [Theory]
    [InlineData("mailwizz-bs224mf5v20f4", "complaint:list-headers", "bs224mf5v20f4  bb222bbbbb002")]
    [InlineData("job", "recipient not found", "")]
    public void The_campaign_leads_to_the_list_where_the_list_is_not_named(string job, string rule, string reference) => Assert.Equal(
        (rule, reference), Used(TestComplaints.Judge(), [(Column.Rcpt, ""), (Column.SubscriberUid, "BB222bbbbb002 "), (Column.HeaderXJob, job)]));

    [Theory]
    [InlineData("bb222bbbbb00")]
    [InlineData("bb222bbbbb0022")]
    [InlineData("bb222bbbbb0'2")]
    [InlineData("")]
    public void A_subscriber_of_another_shape_is_passed_over(string subscriber) => Assert.Equal(
        "complaint:list-unsubscribe", Used(TestComplaints.Judge(), [.. All, (Column.HeaderFeedbackId, ""), (Column.SubscriberUid, subscriber)]).Rule);

    [Theory]
    [InlineData("4", "0")]
    [InlineData("4", "1 or 1=1")]
    [InlineData("4,x", "44")]
    [InlineData("", "44")]
    [InlineData("4", null)]
    public void Ids_of_Interspire_are_numbers(string list, string? subscriber) => Assert.Equal(
        "recipient not found",
        Used(TestComplaints.Judge(), [(Column.Rcpt, ""), (Column.MailerListId, list), (Column.MailerRecipientId, subscriber)]).Rule);

    // List 7 and subscriber 4711 exist in every Interspire.
    [Theory]
    [InlineData("news@one.example", "one")]
    [InlineData("news@two.example", "two")]
    [InlineData("news@elsewhere.example", "")]
    public void Ids_of_Interspire_mean_somebody_of_the_installation_that_sent_the_mail_only(string sender, string provider)
    {
        var judge = TestComplaints.Judge(
        [
            (TestDefinitions.Tool("one") with { Senders = ["*@one.example"] }, TestComplaints.Interspire()),
            (TestDefinitions.Tool("two") with { Senders = ["*@two.example"] }, TestComplaints.Interspire()),
        ]);
        var decision = judge.OfRecord(
            TestComplaints.Record((Column.Rcpt, ""), (Column.Orig, sender), (Column.HeaderFrom, sender), (Column.MailerListId, "7"), (Column.MailerRecipientId, "4711")),
            TestRecords.Now);

        if (provider.Length == 0)
            Assert.Equal("recipient not found", Assert.IsType<Decision.Skip>(decision).Reason);
        else
            Assert.Equal(provider, Assert.Single(Assert.IsType<Decision.Accept>(decision).Routes).Provider);
    }

    [Fact]
    public void A_wrong_signature_is_passed_over()
    {
        var addresses = new TestComplaints.Addresses(
            new TestComplaints.Form("forged.example", "mailwizz", IsTrusted: false), new TestComplaints.Form("fbl-unsub.example.com", "mailwizz"));
        const string Forged = "<mailto:dd444ddddd002.dd444ddddd003.dd444ddddd001@forged.example>";
        const string ForgedAddress = "<mailto:victim=x.example@forged.example>";

        Assert.Equal(
            ("complaint:list-unsubscribe", $"{TestComplaints.Campaign} {TestComplaints.List} {TestComplaints.Subscriber}"),
            Used(TestComplaints.Judge(null, addresses), [(Column.Rcpt, ""), (Column.HeaderListUnsubscribe, $"{Forged}, {TestComplaints.Unsubscribe}")]));
        foreach (var forged in new[] { Forged, ForgedAddress })
            Assert.Equal("recipient not found", Used(TestComplaints.Judge(null, addresses), [(Column.Rcpt, ""), (Column.HeaderListUnsubscribe, forged)]).Rule);
    }

    [Fact]
    public void An_unsubscribe_address_counts_only_for_the_providers_of_its_form()
    {
        var addresses = new TestComplaints.Addresses(new TestComplaints.Form("fbl-unsub.example.com", "second"));
        var judge = TestComplaints.Judge(
            [(TestDefinitions.Tool("first"), TestComplaints.MailWizz()), (TestDefinitions.Tool("second"), TestComplaints.MailWizz())], null, addresses);
        var redacted = Accept(judge, (Column.Rcpt, ""), (Column.HeaderListUnsubscribe, TestComplaints.Unsubscribe));
        var named = Accept(judge, (Column.HeaderListUnsubscribe, TestComplaints.Unsubscribe));

        Assert.Equal([new Route("second", "")], redacted.Routes);
        Assert.Equal(["second"], redacted.AskedFirst);
        Assert.Equal([new Route("first", ""), new Route("second", "")], named.Routes);
        Assert.Equal(["second"], named.AskedFirst);
    }

    [Fact]
    public void A_header_that_anybody_of_the_tenant_may_have_written_is_asked_of_all()
    {
        var judge = TestComplaints.Judge(
            [(TestDefinitions.Tool("first"), TestComplaints.MailWizz()), (TestDefinitions.Tool("second"), TestComplaints.MailWizz())]);
        var accept = Accept(judge, (Column.Rcpt, ""), (Column.HeaderFeedbackId, TestComplaints.FeedbackId));

        Assert.Equal(TestComplaints.Reference, accept.Event.Reference);
        Assert.Equal(["first", "second"], accept.AskedFirst);
        Assert.Equal(["first", "second"], accept.Routes.Select(route => route.Provider));
    }

    private static (string Rule, string Reference) Used(Judge judge, (Column, string?)[] columns) =>
        judge.OfRecord(TestComplaints.Record(columns), TestRecords.Now) switch
        {
            Decision.Accept { Event: { Reference: { } used } e } => (e.Rule, $"{used.Campaign} {used.List} {used.Subscriber}"),
            Decision.Accept { Event: var e } => (e.Rule, ""),
            Decision.Skip skip => (skip.Reason, ""),
            _ => ("", ""),
        };

    private static Decision.Accept Accept(Judge judge, params (Column, string?)[] columns) =>
        Assert.IsType<Decision.Accept>(judge.OfRecord(TestComplaints.Record(columns), TestRecords.Now));
}
