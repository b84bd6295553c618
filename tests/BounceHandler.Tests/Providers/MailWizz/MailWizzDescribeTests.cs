using BounceHandler.Events;
using CampaignSimulator;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzDescribeTests : MailWizzScene
{
    [Fact]
    public async Task A_campaign_is_described_with_its_list()
    {
        Server.MailWizz.AddSubscriber(Own, Email);
        Server.MailWizz.AddSubscriber(Own, "second@example.com");
        var description = await Provider.DescribeAsync(Campaign.Uid, TestContext.Current.CancellationToken);
        var sent = Campaign.SendAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new CampaignDescription(Campaign.Uid, "Newsletter", "Newsletter", "News", sent, 2), description);
    }

    [Fact]
    public void The_campaign_of_an_event_is_the_one_that_its_job_names()
    {
        Assert.Equal(Campaign.Uid, Provider.CampaignOf(TestEvents.Of(EventKind.Complaint, Email, Campaign.Uid)));
        Assert.Equal("ab123cd456ef7", Provider.CampaignOf(TestEvents.Of(EventKind.Unsubscribe, null, reference: new SubscriberRef("ab123cd456ef7", null, "s"))));
        Assert.Null(Provider.CampaignOf(TestEvents.Of(EventKind.Complaint, Email)));
    }

    [Fact]
    public async Task What_cannot_be_told_is_not_told()
    {
        Assert.Null(await Provider.DescribeAsync("zz99zz99zz999", TestContext.Current.CancellationToken));
        Server.Faults.Add(new Fault(FaultKind.Status) { Status = 500 });
        Assert.Null(await Provider.DescribeAsync(Campaign.Uid, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFGHIJKLM")]
    [InlineData("../lists/abcd")]
    public async Task What_is_no_campaign_is_not_asked_for(string campaign)
    {
        var before = Server.Log.Total;
        Assert.Null(await Provider.DescribeAsync(campaign, TestContext.Current.CancellationToken));
        Assert.Equal(before, Server.Log.Total);
    }
}
