using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Providers.MailWizz;
using CampaignSimulator;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzCheckTests : MailWizzScene
{
    [Fact]
    public async Task A_check_names_the_lists()
    {
        var check = await Provider.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"{Own.Uid} News", $"{Other.Uid} Offers"], check.Lists);
        Assert.Equal("HTTP 200: success, 2 lists", check.Answer);
    }

    [Theory]
    [InlineData(MailWizzBase.IndexPhp, "/api", "/api/index.php")]
    [InlineData(MailWizzBase.CleanUrls, "/api/index.php/", "/api")]
    public async Task A_wrong_base_is_temporary_and_names_the_other_one(MailWizzBase known, string configured, string suggested)
    {
        Server.Options.MailWizz.Base = known;
        using var provider = (MailWizzProvider)TestSection.Build($$"""{ "type": "mailwizz", "endpoint": "{{Server.Url}}{{configured}}", "apiKey": "k" }""");
        var check = await provider.CheckAsync(TestContext.Current.CancellationToken);
        var outcome = await provider.ApplyAsync(TestEvents.Of(EventKind.HardBounce, Email), "", TestContext.Current.CancellationToken);
        Assert.False(check.Ok);
        Assert.EndsWith(Server.Url + suggested, check.Answer, StringComparison.Ordinal);
        Assert.IsType<Outcome.TemporaryFailure>(outcome);
    }

    [Fact]
    public async Task A_secret_that_a_server_repeats_is_masked()
    {
        Server.Faults.Add(new Fault(FaultKind.Redirect) { Location = $"https://x.example/?key={MailWizzState.DefaultKey}" });
        var check = await Provider.CheckAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(MailWizzState.DefaultKey, check.Answer, StringComparison.Ordinal);
        Assert.Contains("key=***", check.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, "the status is blacklisted, not confirmed")]
    [InlineData(true, false, "the status is blacklisted, not confirmed")]
    [InlineData(false, true, "This email address is blacklisted.")]
    public async Task What_MailWizz_does_not_give_back_is_said_so(bool ignoresStatus, bool refuses, string error)
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        var e = TestEvents.Of(EventKind.HardBounce, Email, Campaign.Uid);
        var change = Assert.Single((await ApplyAsync(e)).Changes);
        Server.Options.MailWizz.IgnoresStatusUpdates = ignoresStatus;
        Server.Options.MailWizz.RefusesStatusOfBlacklisted = refuses;
        var outcome = await Provider.RestoreAsync(new AppliedChange(e.Recipient, "", e.Kind, e.Identity, change), TestContext.Current.CancellationToken);
        Assert.Contains(error, Assert.IsType<Outcome.PermanentFailure>(outcome).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_somebody_changed_since_is_not_restored()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        var e = TestEvents.Of(EventKind.HardBounce, Email, Campaign.Uid);
        var change = Assert.Single((await ApplyAsync(e)).Changes);
        Server.MailWizz.AddSubscriber(Own, Email, SubscriberStatus.Disabled);
        Assert.IsType<Outcome.NothingToDo>(
            await Provider.RestoreAsync(new AppliedChange(e.Recipient, "", e.Kind, e.Identity, change), TestContext.Current.CancellationToken));
        Assert.Equal(SubscriberStatus.Disabled, Status(Own));
    }

    [Theory]
    [InlineData("confirmed")]
    [InlineData("unconfirmed")]
    [InlineData("unapproved")]
    public async Task The_status_before_is_the_one_that_comes_back(string status)
    {
        Server.MailWizz.AddSubscriber(Own, Email, status);
        var e = TestEvents.Of(EventKind.HardBounce, Email);
        var change = Assert.Single((await ApplyAsync(e)).Changes);
        Assert.Equal(SubscriberStatus.Unsubscribed, Status(Own));

        await Provider.RestoreAsync(new AppliedChange(e.Recipient, "", e.Kind, e.Identity, change), TestContext.Current.CancellationToken);

        Assert.Equal(status, Status(Own));
    }

    [Fact]
    public async Task A_list_that_was_not_changed_later_is_acted_on_beside_one_that_was()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email);
        var later = new LaterChange(Own.Uid, EventKind.HardBounce, DateTimeOffset.UnixEpoch);

        var outcome = await Provider.ApplyAsync(
            TestEvents.Of(EventKind.HardBounce, Email, Campaign.Uid), "", [later], TestContext.Current.CancellationToken);

        var done = Assert.IsType<Outcome.Done>(outcome);
        Assert.Equal(Other.Uid, Assert.Single(done.Changes).List);
        Assert.Contains(done.Notes, note => note.Contains($"list {Own.Uid} left alone", StringComparison.Ordinal));
        Assert.Equal(SubscriberStatus.Confirmed, Status(Own));
        Assert.Empty(Server.MailWizz.BouncesOf(Campaign));
    }

    [Fact]
    public async Task Where_PUT_is_blocked_a_POST_says_what_is_meant()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Other, Email);
        Server.Faults.Add(new Fault(FaultKind.Status) { Status = 403, Body = FaultBody.Html, Operation = "unsubscribe", Count = 1 });
        await ApplyAsync(EventKind.HardBounce, campaign: "");
        Assert.Equal(["PUT", "POST", "POST"], Server.Log.Of("unsubscribe").Select(request => request.Method));
        Assert.All(Server.Log.Of("unsubscribe"), request => Assert.Equal("PUT", request.Override));
    }
}
