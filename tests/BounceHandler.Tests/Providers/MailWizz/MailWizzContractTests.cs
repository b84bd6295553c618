using BounceHandler.Events;
using BounceHandler.Providers;
using CampaignSimulator;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzContractTests : ProviderContract
{
    private CampaignServer _server = null!;
    private MailWizzList _own = null!;
    private MailWizzList _other = null!;
    private MailWizzCampaign _campaign = null!;
    private IBounceProvider _provider = null!;

    protected override IBounceProvider Provider => _provider;

    protected override IBounceProvider? WithBadCredentials => TestSection.Build(Simulated.MailWizz(_server, key: "wrong"));

    protected override int Changes => 2;

    public override async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        _own = _server.MailWizz.AddList("News");
        _other = _server.MailWizz.AddList("Offers");
        _campaign = _server.MailWizz.AddCampaign(_own);
        _provider = TestSection.Build(Simulated.MailWizz(_server));
    }

    public override async ValueTask DisposeAsync()
    {
        ((IDisposable)_provider).Dispose();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task SubscribeAsync(string email)
    {
        _server.MailWizz.AddSubscriber(_own, email);
        _server.MailWizz.AddSubscriber(_other, email);
        return Task.CompletedTask;
    }

    protected override BounceEvent HardBounce(string email) => TestEvents.Of(EventKind.HardBounce, email, _campaign.Uid);

    protected override bool CanBeRestored(ListChange change) => change.After != "blacklisted";

    protected override bool IsRemoved(string email) => _server.MailWizz.RowsOf(email).All(row => !SubscriberStatus.IsOpen(row.Status));

    protected override string Snapshot() => string.Join(';', new[] { _own, _other }
        .SelectMany(list => _server.MailWizz.StatusCounts(list).OrderBy(count => count.Key))
        .Append(new("bounces", _server.MailWizz.BouncesOf(_campaign).Count)));

    protected override bool Break(Outage outage)
    {
        _server.Faults.Add(Simulated.Fault(outage));
        return true;
    }

    protected override bool BreakAfterOneChange()
    {
        _server.Faults.Add(new Fault(FaultKind.Reset) { Operation = "unsubscribe" });
        return true;
    }

    protected override void Mend() => _server.Faults.Clear();
}
