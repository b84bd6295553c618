using CampaignSimulator;

namespace BounceHandler.EndToEnd.Delivery;

/// <summary>Several customers behind one PowerMTA: nobody's records edit somebody else's lists.</summary>
public sealed class TenantTests : IAsyncLifetime
{
    private const string Shared = "shared@x.example";

    private Site _site = null!;
    private MailWizzCustomer _first = null!;
    private MailWizzCustomer _second = null!;
    private MailWizzList _firstList = null!;
    private MailWizzList _secondList = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        var state = _site.Server.MailWizz;
        _first = state.DefaultCustomer;
        _second = state.AddCustomer("second");
        _firstList = state.AddList("Of the first");
        _secondList = state.AddList("Of the second", _second);
        state.AddSubscriber(_firstList, Shared);
        state.AddSubscriber(_secondList, Shared);
        _site.Configuration
            .MailWizz(_site.Server, """{ "senders": ["*@first.example"], "tenant": "first" }""", "first", _first)
            .MailWizz(_site.Server, """{ "senders": ["*@second.example"], "tenant": "second" }""", "second", _second);
    }

    [Fact]
    public async Task Each_account_gets_the_bounces_of_its_own_senders_with_its_own_key()
    {
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce(Shared, sender: "news@first.example"))).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal(SubscriberStatus.Unsubscribed, _site.Server.MailWizz.StatusOf(_firstList, Shared));
        Assert.Equal(SubscriberStatus.Confirmed, _site.Server.MailWizz.StatusOf(_secondList, Shared));
        Assert.All(_site.Work, request => Assert.Equal(_first.Key, request.Key));

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce(Shared, sender: "news@second.example"))).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal(SubscriberStatus.Unsubscribed, _site.Server.MailWizz.StatusOf(_secondList, Shared));
        var entries = (await _site.RunAsync("suppressions", "export")).Exited(0).Lines.Skip(1).ToList();
        Assert.Equal(2, entries.Count);
        Assert.Single(entries, entry => entry.StartsWith($"{Shared},hard bounce,first,", StringComparison.Ordinal));
        Assert.Single(entries, entry => entry.StartsWith($"{Shared},hard bounce,second,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_belongs_to_no_tenant_is_counted_and_touches_nobody()
    {
        _site.Configuration.Set("transactionalSenders", """["receipts@shop.example"]""");

        var list = await _site.ProcessAsync(Shared + "\n");
        var records = await _site.ProcessAsync(
            Accounting.Header + Accounting.Bounce(Shared, sender: "receipts@shop.example") + Accounting.Bounce(Shared, sender: "news@third.example"));

        list.Exited(0).Counted(total: 1, processed: 0).Says("skipped: no tenant=1\n");
        records.Exited(0).Counted(total: 2, processed: 0).Says("skipped: no route=1, no tenant=1\n");
        Assert.Empty(_site.Work);
        Assert.Empty(await _site.SuppressedAsync());
        Assert.Equal(SubscriberStatus.Confirmed, _site.Server.MailWizz.StatusOf(_firstList, Shared));
    }

    [Fact]
    public async Task Transactional_mail_of_a_tenant_stays_with_that_tenant()
    {
        _site.Configuration
            .Interspire(_site.Server, """{ "senders": [], "tenant": "first" }""")
            .Set("transactionalSenders", """["receipts@first.example"]""");
        var list = _site.Server.Interspire.AddList("Interspire");
        _site.Server.Interspire.AddSubscriber(list, Shared);

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce(Shared, sender: "receipts@first.example"))).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal("u", _site.Server.Interspire.StatusOf(list, Shared));
        Assert.Equal(SubscriberStatus.Unsubscribed, _site.Server.MailWizz.StatusOf(_firstList, Shared));
        Assert.Equal(SubscriberStatus.Confirmed, _site.Server.MailWizz.StatusOf(_secondList, Shared));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
