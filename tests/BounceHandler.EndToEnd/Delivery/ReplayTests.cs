namespace BounceHandler.EndToEnd.Delivery;

/// <summary>Replaying is how gaps are closed and mistakes mended: it must do what was missed, and nothing twice.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server, """{ "senders": ["news@lists.example.com"] }""");
        _audience = new Audience(_site.Server).Add("known@x.example", "missed@x.example");
    }

    [Fact]
    public async Task A_replay_after_mending_a_sender_pattern_does_what_was_missed_and_nothing_else()
    {
        var input = Accounting.Header + Accounting.Bounce("known@x.example", Audience.JobId)
            + Accounting.Bounce("missed@x.example", Audience.JobId, sender: "offers@shop.example");
        (await _site.ProcessAsync(input)).Exited(0).Counted(total: 2, processed: 1).Says("no route=1");
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("missed@x.example"));
        _site.Server.Log.Clear();

        _site.Configuration.MailWizz(_site.Server, """{ "senders": ["news@lists.example.com", "*@shop.example"] }""");
        var replay = await _site.ReplayAsync(input);

        replay.Exited(0).Counted(total: 2, processed: 1).Says("skipped: already seen=1\n");
        Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz("missed@x.example"));
        Assert.Empty(_site.About("known@x.example"));
        Assert.NotEmpty(_site.About("missed@x.example"));
        Assert.Single(_site.Server.Log.Of("create-bounce"));
        Assert.Single(_site.Server.Log.Of("unsubscribe"));
        Assert.Equal(["known@x.example", "missed@x.example"], await _site.SuppressedAsync());
    }

    [Fact]
    public async Task A_replay_after_adding_a_provider_reaches_that_provider_only()
    {
        var input = Accounting.Header + Accounting.Bounce("known@x.example", Audience.JobId);
        (await _site.ProcessAsync(input)).Exited(0);
        Assert.Equal("a", _audience.InInterspire("known@x.example"));
        _site.Server.Log.Clear();

        _site.Configuration.Interspire(_site.Server, """{ "senders": ["news@lists.example.com"] }""");
        (await _site.ReplayAsync(input)).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal("u", _audience.InInterspire("known@x.example"));
        Assert.All(_site.Work, request => Assert.Equal(CampaignSimulator.CampaignSystem.Interspire, request.System));
    }

    [Fact]
    public async Task A_replay_of_a_finished_file_makes_no_request_about_anybody()
    {
        var input = Accounting.Header + Accounting.Bounce("known@x.example", Audience.JobId) + Accounting.Bounce("missed@x.example");
        (await _site.ReplayAsync(input)).Exited(0).Counted(total: 2, processed: 2);
        _site.Server.Log.Clear();

        // Other line ends: the events are the same.
        var again = await _site.ReplayAsync(input.Replace("\n", "\r\n", StringComparison.Ordinal));

        again.Exited(0).Counted(total: 2, processed: 0).Says("skipped: already seen=2\n");
        Assert.Empty(_site.Work);
    }

    [Fact]
    public async Task Replay_again_acts_again()
    {
        var input = Accounting.Header + Accounting.Bounce("known@x.example");
        (await _site.ProcessAsync(input)).Exited(0);
        _audience.Add("known@x.example");
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("known@x.example"));

        (await _site.ReplayAsync(input, "--again")).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz("known@x.example"));
    }

    [Fact]
    public async Task A_plain_address_counts_once_in_a_run_and_anew_in_the_next()
    {
        const string List = "known@x.example\nKNOWN@x.example\n";
        (await _site.ProcessAsync(List)).Exited(0).Counted(total: 2, processed: 1).Says("already seen=1");
        _audience.Add("known@x.example");

        (await _site.ProcessAsync(List)).Exited(0).Counted(total: 2, processed: 1);

        Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz("known@x.example"));
    }

    [Fact]
    public async Task Files_and_patterns_are_read_in_order()
    {
        _site.Directory.Write("bounce-1.csv", Accounting.Header + Accounting.Bounce("known@x.example"));
        _site.Directory.Write("bounce-2.csv", Accounting.Header + Accounting.Bounce("missed@x.example"));

        (await _site.RunAsync("replay", _site.Directory.In("bounce-*.csv"))).Exited(0).Counted(total: 2, processed: 2);
        (await _site.RunAsync("replay", _site.Directory.In("nothing-*.csv"))).Exited(64).Complains("nothing-*.csv");

        Assert.True(_audience.HasLeftMailWizz("known@x.example"));
        Assert.True(_audience.HasLeftMailWizz("missed@x.example"));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
