using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

/// <summary>Mails tell the campaign as its tool describes it.</summary>
public sealed class NoticeCampaignTests
{
    [Fact]
    public async Task A_campaign_is_described_by_the_tool_of_the_event()
    {
        var tool = new Describing();
        await using var scene = new NoticeScene();
        scene.Providers["mailwizz"] = tool;
        scene.Providers["interspire"] = new FakeProvider();
        await scene.AcceptAsync(2, EventKind.Unsubscribe, reference: new SubscriberRef("ab123cd456ef7", null, "s"));
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 2);
        Assert.Equal("Unsubscribe: user1@example.com from Spring", scene.Subjects[0]);
        Assert.All(scene.Seen, seen => Assert.Equal("Spring", seen.Campaign?.Name));
        Assert.Equal(["ab123cd456ef7"], tool.Asked);
    }

    [Fact]
    public async Task A_campaign_that_only_the_job_names_is_described_too()
    {
        var tool = new Describing();
        await using var scene = new NoticeScene();
        scene.Providers["mailwizz"] = tool;
        var e = StateFolder.Event(1, kind: EventKind.Complaint) with { Report = new MailReport { Subject = "s" }, JobId = "ab123cd456ef7" };
        await scene.Store.Spool.AddAsync(1, [StateFolder.Entry(e)]);
        await scene.SettleAsync();
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 1);
        Assert.Contains("Spring (list News)", scene.Sent.Single().TextBody, StringComparison.Ordinal);
        Assert.Equal(["ab123cd456ef7"], tool.Asked);
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_campaign_that_nobody_will_read_of()
    {
        var tool = new Describing();
        await using var scene = new NoticeScene { Settings = new NotificationSettings() };
        scene.Providers["mailwizz"] = tool;
        await scene.AcceptAsync(reference: new SubscriberRef("ab123cd456ef7", null, "s"));
        scene.Start(observe: false);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        Assert.Empty(tool.Asked);
    }

    private sealed class Describing : IBounceProvider, IDescribesCampaigns
    {
        private readonly FakeProvider _provider = new();

        public List<string> Asked { get; } = [];

        public bool HasActionFor(BounceEvent bounceEvent) => true;

        public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
            _provider.ApplyAsync(bounceEvent, tenant, cancellationToken);

        public string? CampaignOf(BounceEvent bounceEvent) => bounceEvent.Reference?.Campaign ?? bounceEvent.JobId;

        public Task<CampaignDescription?> DescribeAsync(string campaign, CancellationToken cancellationToken)
        {
            Asked.Add(campaign);
            return Task.FromResult<CampaignDescription?>(new CampaignDescription(campaign, "Spring", "Offers", "News", "2026-03-09 08:00:00", 12));
        }
    }
}
