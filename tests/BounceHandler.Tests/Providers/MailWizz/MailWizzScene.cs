using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Providers.MailWizz;
using CampaignSimulator;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Providers.MailWizz;

/// <summary>A MailWizz look-alike with two lists and a campaign on the first, and a provider for it.</summary>
public abstract class MailWizzScene : IAsyncLifetime
{
    protected const string Email = "gone@example.com";

    protected CampaignServer Server { get; private set; } = null!;

    protected MailWizzList Own { get; private set; } = null!;

    protected MailWizzList Other { get; private set; } = null!;

    protected MailWizzCampaign Campaign { get; private set; } = null!;

    protected MailWizzProvider Provider { get; private set; } = null!;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 10, 4, 12, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync()
    {
        Server = await CampaignServer.StartAsync();
        Own = Server.MailWizz.AddList("News");
        Other = Server.MailWizz.AddList("Offers");
        Campaign = Server.MailWizz.AddCampaign(Own);
        Configure("");
    }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected void Configure(string more)
    {
        Provider?.Dispose();
        Provider = (MailWizzProvider)TestSection.Build(Simulated.MailWizz(Server, more), Time);
    }

    protected Task<Outcome> ApplyAsync(EventKind kind, string? campaign = null, SubscriberRef? reference = null, string? email = Email) =>
        ApplyAsync(TestEvents.Of(kind, email, campaign ?? Campaign.Uid, reference));

    protected Task<Outcome> ApplyAsync(BounceEvent e) => Provider.ApplyAsync(e, "", TestContext.Current.CancellationToken);

    protected string? Status(MailWizzList list, string email = Email) => Server.MailWizz.StatusOf(list, email);
}
