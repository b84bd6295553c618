using CampaignSimulator;

namespace BounceHandler.EndToEnd.Judgement;

/// <summary>A mailbox provider has said of thousands of good addresses that they do not exist, and all of them were removed.</summary>
public sealed class UndoWaveTests : IAsyncLifetime
{
    private const int Wave = 3000;
    private const int Others = 40;

    private static readonly string[] Users = Accounting.Users(Wave, "gmail.com");
    private static readonly string[] Elsewhere = [.. Enumerable.Range(0, Others).Select(i => $"gone@domain{i}.example")];

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server, """{ "concurrency": 16 }""");
        _audience = new Audience(_site.Server, mailWizzLists: 1, interspireLists: 0).Add([.. Users, .. Elsewhere]);
        var input = Accounting.Header + Accounting.Bounces(Wave, "gmail.com") + string.Concat(Elsewhere.Select(address => Accounting.Bounce(address)));
        (await _site.ProcessAsync(input)).Exited(0).Says("queued=0");
        Assert.Equal(Wave + Others, Removed());
    }

    [Fact]
    public async Task Undo_of_the_domain_brings_all_of_them_back_and_nobody_else_also_where_a_drain_is_killed_half_way()
    {
        (await _site.RunAsync("undo", "--domain", "GMAIL.com", "--dry-run")).Exited(0).Says($"Would be taken back={2 * Wave}.").Says("unsubscribed -> confirmed");
        Assert.Equal(Wave + Others, Removed());
        (await _site.RunAsync("undo", "--domain", "GMAIL.com")).Exited(0).Says($"to take back={2 * Wave}, addresses={Wave};").Says("/undo/2.csv");
        Assert.Equal(Wave + Others, Removed());

        var drain = _site.Start("drain");
        await Eventually.TrueAsync(() => Removed() < Wave + Others - 500, "hundreds are back");
        await drain.KillAsync();
        Assert.InRange(Removed(), Others + 1, Wave + Others - 500);
        (await _site.RunAsync("drain")).Exited(0).Says("still queued=0");

        Assert.All(Users, user => Assert.Equal("confirmed", _audience.InMailWizz(user)));
        Assert.All(Elsewhere, address => Assert.Equal("unsubscribed", _audience.InMailWizz(address)));
        Assert.Equal(Elsewhere.Order(StringComparer.Ordinal), await _site.SuppressedAsync());
        _site.HasLogged("Undo run=2 ended: restored=");
        _site.HasNotLogged("What did not come back");
        (await _site.RunAsync("history", Users[7])).Exited(0).Says("mailwizz: restored").Says("unsubscribed -> confirmed").Says("suppressed -> absent");

        // Nothing more comes of the same undo, nor of the same records.
        (await _site.RunAsync("undo", "--domain", "gmail.com")).Exited(0).Says("Nothing to take back.");
        (await _site.ReplayAsync(Accounting.Header + Accounting.Bounces(Wave, "gmail.com"))).Exited(0).Counted(total: Wave, processed: 0);
        Assert.Equal(Others, Removed());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private int Removed() => _site.Server.MailWizz.StatusCounts(_audience.MailWizzLists[0]).GetValueOrDefault(SubscriberStatus.Unsubscribed);
}
