using BounceHandler.Events;
using BounceHandler.Providers;
using CampaignSimulator;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzHardBounceTests : MailWizzScene
{
    [Fact]
    public async Task The_bounce_is_posted_before_anything_else_touches_the_subscriber()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email, SubscriberStatus.Unconfirmed);

        var outcome = Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.HardBounce));

        Assert.Equal(["campaign", "search-all-lists", "create-bounce", "search-all-lists", "unsubscribe"], Server.Log.Operations());
        Assert.Equal([("confirmed", "blacklisted", "News"), ("unconfirmed", "unsubscribed", "Offers")],
            outcome.Changes.Select(change => (change.Before, change.After, change.ListName)));
        var bounce = Assert.Single(Server.MailWizz.BouncesOf(Campaign));
        Assert.Equal(("hard", "5.1.1 (bad destination mailbox address) smtp;550 5.1.1 user unknown"), (bounce.Type, bounce.Message));
    }

    [Theory]
    [InlineData("confirmed", "unsubscribed")]
    [InlineData("unconfirmed", "unsubscribed")]
    [InlineData("unapproved", "unsubscribed")]
    [InlineData("unsubscribed", "unsubscribed")]
    [InlineData("blacklisted", "blacklisted")]
    [InlineData("moved", "moved")]
    [InlineData("disabled", "disabled")]
    public async Task Rows_that_are_not_open_stay_as_they_are(string before, string after)
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email, before);
        var outcome = await ApplyAsync(EventKind.HardBounce);
        Assert.Equal((SubscriberStatus.Blacklisted, after), (Status(Own), Status(Other)));
        Assert.Equal(before == after ? 1 : 2, outcome.Changes.Count);
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("disabled")]
    public async Task A_row_that_was_set_aside_gets_no_bounce(string status)
    {
        Server.MailWizz.AddSubscriber(Own, Email, status);
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce));
        Assert.Equal(status, Status(Own));
        Assert.Empty(Server.MailWizz.BouncesOf(Campaign));
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz999zzzzz999")]
    public async Task Without_a_campaign_of_ours_every_list_is_unsubscribed(string campaign)
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email);
        var outcome = await ApplyAsync(EventKind.HardBounce, campaign);
        Assert.Equal(["unsubscribed", "unsubscribed"], outcome.Changes.Select(change => change.After));
        Assert.Empty(Server.Log.Of("create-bounce"));
    }

    [Fact]
    public async Task Without_a_row_on_the_campaigns_list_every_list_is_unsubscribed()
    {
        Server.MailWizz.AddSubscriber(Other, Email);
        await ApplyAsync(EventKind.HardBounce);
        Assert.Equal(SubscriberStatus.Unsubscribed, Status(Other));
        Assert.Empty(Server.Log.Of("create-bounce"));
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        var lists = Enumerable.Range(0, 37).Select(i => Server.MailWizz.AddList($"List {i}")).ToList();
        lists.ForEach(list => Server.MailWizz.AddSubscriber(list, Email));
        var outcome = await ApplyAsync(EventKind.HardBounce, campaign: "");
        Assert.All(lists, list => Assert.Equal(SubscriberStatus.Unsubscribed, Status(list)));
        Assert.Equal(37, outcome.Changes.Count);
        Assert.Equal([null, "2", "3", "4"], Server.Log.Of("search-all-lists").Select(request => request["page"]));
    }

    [Fact]
    public async Task After_a_soft_bounce_the_hard_one_is_not_upgraded_and_the_row_unsubscribed()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        await ApplyAsync(EventKind.SoftBounce);
        var outcome = Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.HardBounce));
        Assert.Equal(SubscriberStatus.Unsubscribed, Status(Own));
        Assert.Contains(outcome.Notes, note => note.Contains("not upgraded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultKind.TruncatedBody)]
    [InlineData(FaultKind.CutBody)]
    public async Task A_bounce_that_was_taken_but_never_answered_is_recognised_at_the_next_attempt(FaultKind kind)
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.Faults.Add(new Fault(kind) { Operation = "create-bounce", Count = 1 });
        var first = Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(EventKind.HardBounce));
        var second = Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.HardBounce));
        Assert.Empty(first.Changes);
        Assert.Equal((ListChange.Unknown, "blacklisted"), (second.Changes.Single().Before, second.Changes.Single().After));
    }

    // (fault, what the ledger is told of a row that somebody unsubscribed meanwhile)
    [Theory]
    [InlineData(FaultKind.Status, false)]
    [InlineData(FaultKind.TooManyRequests, false)]
    [InlineData(FaultKind.MutexLock, false)]
    [InlineData(FaultKind.Redirect, false)]
    [InlineData(FaultKind.Reset, true)]
    [InlineData(FaultKind.EmptyBody, true)]
    public async Task Who_leaves_while_a_call_is_in_doubt_is_never_subscribed_again(FaultKind kind, bool isNoted)
    {
        Configure(""", "onHard": ["unsubscribe"]""");
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.Faults.Add(new Fault(kind) { Operation = "unsubscribe", Count = 1, Status = 503, Body = FaultBody.Html });
        Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(EventKind.HardBounce));
        Server.MailWizz.AddSubscriber(Own, Email, SubscriberStatus.Unsubscribed);

        var changes = (await ApplyAsync(EventKind.HardBounce)).Changes;

        Assert.Equal(isNoted ? [(ListChange.Unknown, "unsubscribed")] : [], changes.Select(change => (change.Before, change.After)));
        foreach (var change in changes)
        {
            var applied = new AppliedChange(TestEvents.Address(Email), "", EventKind.HardBounce, new EventIdentity(1, 1), change);
            Assert.IsType<Outcome.PermanentFailure>(await Provider.RestoreAsync(applied, TestContext.Current.CancellationToken));
        }

        Assert.Equal(SubscriberStatus.Unsubscribed, Status(Own));
    }

    [Fact]
    public async Task A_second_look_that_fails_does_not_lose_the_blacklisting()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.Faults.Add(new Fault(FaultKind.Reset) { Operation = "subscriber" });
        var failed = Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(EventKind.HardBounce));
        Assert.Equal(("confirmed", "blacklisted"), (failed.Changes.Single().Before, failed.Changes.Single().After));
    }

    [Fact]
    public async Task A_campaign_is_looked_up_once_and_again_after_an_hour()
    {
        foreach (var i in Enumerable.Range(0, 20))
            Server.MailWizz.AddSubscriber(Own, $"user{i}@example.com");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ApplyAsync(EventKind.SoftBounce, email: $"user{i}@example.com")));
        Assert.Single(Server.Log.Of("campaign"));
        Time.Advance(TimeSpan.FromMinutes(61));
        await ApplyAsync(EventKind.SoftBounce, email: "user1@example.com");
        Assert.Equal(2, Server.Log.Of("campaign").Count);
    }

    [Fact]
    public async Task A_missing_campaign_is_remembered_for_five_minutes_only()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        await ApplyAsync(EventKind.SoftBounce, "zz999zzzzz999");
        await ApplyAsync(EventKind.SoftBounce, "zz999zzzzz999");
        Assert.Single(Server.Log.Requests);
        Server.MailWizz.AddCampaign(Own, uid: "zz999zzzzz999");
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.SoftBounce, "zz999zzzzz999"));
    }

    [Fact]
    public async Task Another_customers_campaign_and_rows_are_not_seen()
    {
        var stranger = Server.MailWizz.AddCustomer("stranger");
        var list = Server.MailWizz.AddList("Theirs", stranger);
        var campaign = Server.MailWizz.AddCampaign(list);
        Server.MailWizz.AddSubscriber(list, Email);
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce, campaign.Uid));
        Assert.Equal(SubscriberStatus.Confirmed, Status(list));
    }

    [Theory]
    [InlineData(false, "blacklisted")]
    [InlineData(true, "unsubscribed")]
    public async Task Blacklist_is_verified_and_falls_back_to_unsubscribe(bool ignoresStatus, string status)
    {
        Configure(""", "onHard": ["blacklist", "unsubscribe"]""");
        Server.Options.MailWizz.IgnoresStatusUpdates = ignoresStatus;
        Server.MailWizz.AddSubscriber(Own, Email);
        var outcome = Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.HardBounce));
        Assert.Equal(status, Status(Own));
        Assert.Equal(status, Assert.Single(outcome.Changes).After);
    }

    [Fact]
    public async Task Blacklist_alone_on_a_version_without_it_fails_for_good()
    {
        Configure(""", "onHard": ["blacklist"]""");
        Server.Options.MailWizz.IgnoresStatusUpdates = true;
        Server.MailWizz.AddSubscriber(Own, Email);
        Assert.IsType<Outcome.PermanentFailure>(await ApplyAsync(EventKind.HardBounce));
    }

    [Fact]
    public async Task Bounce_internal_records_without_blacklisting()
    {
        Configure(""", "onHard": ["bounce-internal", "unsubscribe"]""");
        Server.MailWizz.AddSubscriber(Own, Email);
        await ApplyAsync(EventKind.HardBounce);
        Assert.Equal("internal", Assert.Single(Server.MailWizz.BouncesOf(Campaign)).Type);
        Assert.Equal(SubscriberStatus.Unsubscribed, Status(Own));
    }
}
