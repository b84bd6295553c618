using BounceHandler.Events;
using BounceHandler.Providers;
using CampaignSimulator;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzOtherEventsTests : MailWizzScene
{
    [Fact]
    public async Task A_soft_bounce_is_recorded_and_nobody_unsubscribed()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        var outcome = Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.SoftBounce));
        Assert.Empty(outcome.Changes);
        Assert.Equal("soft", Assert.Single(Server.MailWizz.BouncesOf(Campaign)).Type);
        Assert.Equal(SubscriberStatus.Confirmed, Status(Own));
        Assert.Equal(["campaign", "search-all-lists", "create-bounce"], Server.Log.Operations());
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.SoftBounce));
    }

    [Fact]
    public async Task A_block_has_no_action_unless_configured()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Assert.False(Provider.HasActionFor(TestEvents.Of(EventKind.Block, Email, Campaign.Uid)));
        Configure(""", "onBlock": ["bounce"]""");
        await ApplyAsync(EventKind.Block);
        Assert.Equal("internal", Assert.Single(Server.MailWizz.BouncesOf(Campaign)).Type);
        Assert.Equal(SubscriberStatus.Confirmed, Status(Own));
    }

    [Fact]
    public async Task A_complaint_is_a_soft_bounce_that_names_its_source_and_unsubscribes_everywhere()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email);
        var outcome = await ApplyAsync(EventKind.Complaint);
        var bounce = Assert.Single(Server.MailWizz.BouncesOf(Campaign));
        Assert.Equal(("soft", "Abuse/FBL via Yahoo!-Mail-Feedback/2.0"), (bounce.Type, bounce.Message));
        Assert.Equal(["unsubscribed", "unsubscribed"], outcome.Changes.Select(change => change.After));
        Assert.Equal(["campaign", "search-all-lists", "create-bounce", "unsubscribe", "unsubscribe"], Server.Log.Operations());
    }

    [Fact]
    public async Task A_redacted_complaint_acts_by_its_reference_on_that_row_only()
    {
        var row = Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email);
        var reference = new SubscriberRef(Campaign.Uid, Own.Uid, row.Uid);
        var outcome = await ApplyAsync(EventKind.Complaint, "", reference, email: null);
        Assert.Equal((SubscriberStatus.Unsubscribed, SubscriberStatus.Confirmed), (Status(Own), Status(Other)));
        Assert.Single(outcome.Changes);
        Assert.Single(Server.MailWizz.BouncesOf(Campaign));
        Assert.Equal(new Resolution.Known(TestEvents.Address(Email)), await Provider.ResolveAsync(reference, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_request_to_be_removed_is_counted_for_its_campaign_and_leaves_other_lists_alone()
    {
        var row = Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email);
        var reference = new SubscriberRef(Campaign.Uid, Own.Uid, row.Uid);
        var outcome = await ApplyAsync(EventKind.Unsubscribe, "", reference, email: null);
        Assert.Equal(row.Uid, Assert.Single(Server.MailWizz.UnsubscribesOf(Campaign)).Subscriber.Uid);
        Assert.Equal(new ListChange(Own.Uid, "News", row.Uid, "confirmed", "unsubscribed"), Assert.Single(outcome.Changes));
        Assert.Equal(SubscriberStatus.Confirmed, Status(Other));
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.Unsubscribe, "", reference, email: null));
    }

    [Theory]
    [InlineData("missing route")]
    [InlineData("missing campaign")]
    [InlineData("campaign of another list")]
    [InlineData("no campaign")]
    public async Task A_request_that_cannot_be_counted_is_carried_out_all_the_same(string why)
    {
        var row = Server.MailWizz.AddSubscriber(Own, Email);
        if (why == "missing route")
            Server.Options.MailWizz.MissingOperations.Add("track-unsubscribe");
        var campaign = why switch
        {
            "missing campaign" => "zz999zzzzz999",
            "campaign of another list" => Server.MailWizz.AddCampaign(Other).Uid,
            "no campaign" => null,
            _ => Campaign.Uid,
        };
        Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.Unsubscribe, "", new SubscriberRef(campaign, Own.Uid, row.Uid), email: null));
        Assert.Equal(SubscriberStatus.Unsubscribed, Status(Own));
        Assert.Empty(Server.MailWizz.UnsubscribesOf(Campaign));
    }

    [Theory]
    [InlineData("zz999zzzzz999", null)]
    [InlineData(null, "zz999zzzzz999")]
    public async Task A_reference_to_nobody_is_nothing_to_do(string? list, string? subscriber)
    {
        var row = Server.MailWizz.AddSubscriber(Own, Email);
        var reference = new SubscriberRef(null, list ?? Own.Uid, subscriber ?? row.Uid);
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.Unsubscribe, "", reference, email: null));
        Assert.IsType<Resolution.Unknown>(await Provider.ResolveAsync(reference, TestContext.Current.CancellationToken));
        Assert.Equal(SubscriberStatus.Confirmed, Status(Own));
    }

    [Fact]
    public async Task A_reference_that_is_no_uid_never_reaches_the_server()
    {
        var reference = new SubscriberRef("../../x", "../lists", "a/b?c=d%2e#xx1");
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.Unsubscribe, "", reference, email: null));
        Assert.IsType<Resolution.Unknown>(await Provider.ResolveAsync(reference, TestContext.Current.CancellationToken));
        Assert.Empty(Server.Log.Requests);
    }

    [Theory]
    [InlineData("mailwizz-ab123cdefg456", "zz123cdefg456:a:b:c", "yy123cdefg456", "ab123cdefg456")]
    [InlineData("newsletter", "zz123cdefg456:a:b:c", "yy123cdefg456", "zz123cdefg456")]
    [InlineData("", "esp:a:b", "yy123cdefg456", "yy123cdefg456")]
    [InlineData("mailwizz-AB123CDEFG456", "", null, null)]
    [InlineData("ab123cdefg456", "", "../../secret1", null)]
    public void The_campaign_is_named_by_job_id_feedback_id_or_reference(string jobId, string feedbackId, string? reference, string? campaign)
    {
        var e = TestEvents.Of(EventKind.SoftBounce, Email) with { JobId = jobId, FeedbackId = feedbackId, Reference = new SubscriberRef(reference, null, null) };
        var rules = new BounceHandler.Providers.MailWizz.MailWizzRules(new("mailwizz-", ""), new Dictionary<EventKind, BounceHandler.Providers.MailWizz.MailWizzActions>());
        Assert.Equal(campaign, rules.CampaignOf(e));
        Assert.Equal(campaign is not null, Provider.HasActionFor(e));
    }

    [Fact]
    public async Task Retry_after_travels_with_the_outcome()
    {
        Server.Faults.Add(new Fault(FaultKind.TooManyRequests) { RetryAfter = "7" });
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(EventKind.HardBounce)).RetryAfter);
    }

    [Fact]
    public async Task An_address_that_MailWizz_does_not_know_is_nothing_to_do()
    {
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce));
        Server.Options.MailWizz.SearchWithoutMatchIs404 = true;
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce));
    }
}
