namespace BounceHandler.EndToEnd.Judgement;

/// <summary>Beside an old tool, for two weeks: everything is judged and nobody is called, until the operator says that it is meant.</summary>
public sealed class ObserveTests : IAsyncLifetime
{
    private const string Gone = "gone@isp.example";
    private const string Complainer = "complainer@isp.example";
    private const string Leaver = "leaver@isp.example";
    private const string Back = "back@isp.example";

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server).Add(Gone, Complainer, Leaver, Back);
        _site.Configuration.Set("evidence", "\"decide\"").Set("mode", "\"observe\"")
            .MailWizz(_site.Server, """{ "senders": ["news@lists.example.com"] }""")
            .Interspire(_site.Server, """{ "senders": ["news@lists.example.com"] }""");
    }

    [Fact]
    public async Task It_calls_nobody_and_a_release_makes_it_real()
    {
        var run = await _site.ProcessAsync(
            Stream.Header + Stream.Hard(Gone, 2) + Stream.Hard(Back, 2) + Stream.Soft(Gone, 1) + Complaint.Header + Complaint.Row(Complainer));
        run.Exited(0).Counted(total: 4, processed: 4).Says("queued=0, held=0, observed=").Says("Mode observe: ");
        var row = _site.Server.MailWizz.RowsOf(Leaver)[0];
        (await _site.UnsubscribeAsync("From: leaver@isp.example\n\n", $"--to={row.Uid}.{_audience.MailWizzLists[0].Uid}.{Audience.Campaign}@fbl-unsub.example.com")).Exited(0);
        await Eventually.TrueAsync(() => _site.Maildrop("new").Count == 0, "the drop is taken");
        (await _site.RunAsync("drain")).Exited(0);
        (await _site.ProcessAsync(Stream.Header + Stream.Delivery(Back, 0.1))).Exited(0);

        Assert.Empty(_site.Server.Log.Requests);
        Assert.Empty(await _site.SuppressedAsync());
        (await _site.RunAsync("status")).Exited(0).Says("observed ").Says("mode ");
        (await _site.RunAsync("queue", "list")).Exited(0).Says("\tobserved\tmailwizz\t" + Gone);

        // Back to work: what was observed waits for a word, and the log says so. A process that began in observe mode stays in it.
        await Drains.EndedAsync(_site.Directory);
        _site.Configuration.Set("mode", "\"act\"");
        (await _site.ProcessAsync(Stream.Header)).Exited(0);
        _site.HasLogged("rows were accepted in observe mode and are not delivered");
        Assert.Empty(_site.Work);
        (await _site.RunAsync("observe", "release", "--until", "2h")).Exited(0).Says("0 rows are queued");
        (await _site.RunAsync("observe", "release", "--since", "2h")).Exited(0).Says("rows were left out: something was delivered to their recipients after the bounce.");
        (await _site.RunAsync("drain")).Exited(0);

        Assert.All([Gone, Complainer], address => Assert.True(_audience.HasLeftMailWizz(address) && _audience.HasLeftInterspire(address), address));
        Assert.Contains("unsubscribed", _audience.InMailWizz(Leaver), StringComparison.Ordinal);
        Assert.Equal(("confirmed confirmed", "a"), (_audience.InMailWizz(Back), _audience.InInterspire(Back)));
        var suppressed = await _site.SuppressedAsync();
        Assert.All([Gone, Complainer], address => Assert.Contains(address, suppressed));
    }

    [Fact]
    public async Task A_short_list_of_addresses_waits_as_well()
    {
        var list = _site.Directory.Write("list.csv", $"{Gone}\n{Back}\n");
        (await _site.RunAsync("replay", list)).Exited(0).Counted(total: 2, processed: 2).Says("suppressions: lists changed=0, nothing to do=0, failed=0, queued=0, held=0, observed=2");

        _site.Configuration.Set("mode", "\"act\"");
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Empty(_site.Server.Log.Requests);
        Assert.Empty(await _site.SuppressedAsync());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
