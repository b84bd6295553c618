using BounceHandler.Providers;

namespace BounceHandler.Tests.Providers.SuppressionList;

public sealed class SuppressionListContractTests : ProviderContract
{
    private readonly MemorySuppressionList _store = new();
    private IBounceProvider _provider = null!;

    protected override IBounceProvider Provider => _provider;

    protected override IBounceProvider? WithBadCredentials => null;

    protected override int Changes => 1;

    public override ValueTask InitializeAsync()
    {
        _provider = TestSection.Build("""{ "type": "suppression-list" }""", suppressions: _store);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override Task SubscribeAsync(string email) => Task.CompletedTask;

    protected override Task SubscribeAgainAsync(string email)
    {
        _store.Entries.Clear();
        return Task.CompletedTask;
    }

    protected override bool IsRemoved(string email) => _store.Entries.Exists(entry => entry.Recipient == TestEvents.Address(email));

    protected override string Snapshot() => string.Join(';', _store.Entries);

    protected override bool Break(Outage outage)
    {
        _store.Failure = new IOException("disk full");
        return outage == Outage.Reset;
    }

    protected override bool BreakAfterOneChange() => false;

    protected override void Mend() => _store.Failure = null;
}
