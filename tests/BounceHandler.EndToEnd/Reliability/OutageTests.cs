using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>While a provider does not answer nothing is lost, the others go on, and all is delivered once it answers.</summary>
[Trait("Proof", "outage")]
public sealed class OutageTests : IAsyncLifetime
{
    private const int Records = 12;

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server);
        _audience = new Audience(_site.Server).Add(Accounting.Users(Records));
    }

    [Fact]
    public async Task One_tool_that_is_down_holds_up_no_other_and_its_work_is_delivered_later()
    {
        _site.Server.Options.MailWizz.Offline = true;
        _site.Configuration.Set("delivery.drainSeconds", "2");

        var run = await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(Records, jobId: Audience.JobId));

        run.Exited(0).Counted(Records, processed: Records)
            .Says($"mailwizz: lists changed=0, nothing to do=0, failed=0, queued={Records}, held=0\n")
            .Says($"interspire: lists changed={Records}, nothing to do=0, failed=0, queued=0, held=0\n");
        Assert.All(Accounting.Users(Records), user => Assert.Equal("u", _audience.InInterspire(user)));
        Assert.Equal(Records, (await _site.SuppressedAsync()).Count);
        _site.HasLogged($"Still queued: {Records}.");

        (await _site.RunAsync("drain")).Exited(75).Says($"still queued={Records}");

        _site.Server.Options.MailWizz.Offline = false;
        (await _site.RunAsync("drain")).Exited(0).Says("still queued=0");
        Assert.All(Accounting.Users(Records), user => Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz(user)));
        Assert.Equal(Records, _audience.Bounces.Count);
        (await _site.RunAsync("queue", "list")).Exited(0).Says("The queue is empty.");
    }

    [Fact]
    public async Task A_replay_that_leaves_work_queued_says_so_by_its_exit_code()
    {
        _site.Server.Options.MailWizz.Offline = true;
        _site.Configuration.Set("delivery.drainSeconds", "1");

        (await _site.ReplayAsync(Accounting.Header + Accounting.Bounces(1))).Exited(75).Counted(total: 1, processed: 1);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_at_all_costs_nothing_but_time()
    {
        // Port 9 of this machine: nobody listens there.
        _site.Configuration.MailWizz(_site.Server, """{ "endpoint": "http://127.0.0.1:9/api" }""").Set("delivery.drainSeconds", "1");

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(2))).Exited(0).Counted(total: 2, processed: 2);
        _site.HasLogged("Connection refused");

        _site.Configuration.MailWizz(_site.Server);
        (await _site.RunAsync("drain")).Exited(0);
        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
        Assert.True(_audience.HasLeftMailWizz("user1@gone.example"));
    }

    [Fact]
    public async Task A_server_that_starts_after_us_gets_everything()
    {
        var port = FreePort();
        _site.Configuration.MailWizz(_site.Server, $$"""{ "endpoint": "http://127.0.0.1:{{port}}/api" }""").Set("delivery.maxRetrySeconds", "1");
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounces(Records));
        await _site.LogsAsync("Bounce-provider mailwizz is down");
        await Eventually.TrueAsync(() => Accounting.Users(Records).All(_audience.HasLeftInterspire), "the other tool is done meanwhile");
        Assert.Equal(Records, StateTables.Suppressed(_site.Directory));

        await using var late = await CampaignServer.StartAsync(new CampaignServerOptions { Port = port });
        var audience = new Audience(late).Add(Accounting.Users(Records));

        await Eventually.TrueAsync(() => Accounting.Users(Records).All(audience.HasLeftMailWizz), "all have left MailWizz");
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Says("mailwizz: lists changed=24, nothing to do=0, failed=0, queued=0, held=0\n");
    }

    [Fact]
    public async Task An_outage_that_ends_while_the_pipe_is_open_is_over_without_anybodys_help()
    {
        _site.Server.Options.MailWizz.Offline = true;
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounces(Records));
        await _site.LogsAsync("Bounce-provider mailwizz is down");

        _site.Server.Options.MailWizz.Offline = false;

        await Eventually.TrueAsync(() => Accounting.Users(Records).All(_audience.HasLeftMailWizz), "all have left MailWizz");
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Says("mailwizz: lists changed=24, nothing to do=0, failed=0, queued=0, held=0\n");
        _site.HasLogged("Bounce-provider mailwizz is up again");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
