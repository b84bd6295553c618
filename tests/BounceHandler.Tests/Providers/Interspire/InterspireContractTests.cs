using BounceHandler.Providers;
using CampaignSimulator;

namespace BounceHandler.Tests.Providers.Interspire;

public sealed class InterspireContractTests : ProviderContract
{
    private CampaignServer _server = null!;
    private InterspireList[] _lists = null!;
    private IBounceProvider _provider = null!;

    protected override IBounceProvider Provider => _provider;

    protected override IBounceProvider? WithBadCredentials => TestSection.Build(Simulated.Interspire(_server, key: "wrong"));

    protected override int Changes => 2;

    public override async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        _lists = [_server.Interspire.AddList("News"), _server.Interspire.AddList("Offers & more")];
        _provider = TestSection.Build(Simulated.Interspire(_server));
    }

    public override async ValueTask DisposeAsync()
    {
        ((IDisposable)_provider).Dispose();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task SubscribeAsync(string email)
    {
        foreach (var list in _lists)
            _server.Interspire.AddSubscriber(list, email);
        return Task.CompletedTask;
    }

    protected override bool IsRemoved(string email) => _server.Interspire.RowsOf(email).All(row => row.Status != "a");

    protected override string Snapshot() =>
        string.Join(';', _lists.SelectMany(list => _server.Interspire.StatusCounts(list).OrderBy(count => count.Key)));

    protected override bool Break(Outage outage)
    {
        _server.Faults.Add(Simulated.Fault(outage));
        return true;
    }

    protected override bool BreakAfterOneChange()
    {
        // The first fault that fits befalls a request: the first call gets its true answer, the next ones are reset.
        _server.Faults.Add(new Fault(FaultKind.Latency) { Operation = "UnsubscribeSubscriber", Count = 1, Duration = TimeSpan.Zero });
        _server.Faults.Add(new Fault(FaultKind.Reset) { Operation = "UnsubscribeSubscriber" });
        return true;
    }

    protected override void Mend() => _server.Faults.Clear();
}
