using CampaignSimulator;

namespace BounceHandler.Tests.CampaignSimulator;

public sealed class ControlTests : IAsyncLifetime
{
    private CampaignServer _server = null!;
    private SimulatorClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        _client = new SimulatorClient(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Everything_can_be_seeded_and_read_from_another_process()
    {
        var list = (string)(await _client.ControlAsync("POST", "/lists", """{"system":"mailwizz","name":"News"}"""))["list"]!;
        var other = (string)(await _client.ControlAsync("POST", "/lists", """{"system":"interspire","name":"News"}"""))["list"]!;
        var campaign = (string)(await _client.ControlAsync("POST", "/campaigns", $$"""{"list":"{{list}}"}"""))["campaign"]!;
        var added = await _client.ControlAsync("POST", "/subscribers", $$"""{"system":"mailwizz","list":"{{list}}","emails":["a@example.com"]}""");
        await _client.ControlAsync("POST", "/subscribers", $$"""{"system":"interspire","list":"{{other}}","emails":["a@example.com"],"status":"u"}""");
        await _client.BounceAsync(_server.MailWizz.FindCampaign(campaign)!, (string)added["uids"]!["a@example.com"]!);

        var rows = (await _client.ControlAsync("GET", "/subscribers?email=a%40example.com")).AsArray();
        Assert.Equal(["blacklisted", "u"], rows.Select(row => (string)row!["status"]!));
        var bounces = (await _client.ControlAsync("GET", $"/bounces?campaign={campaign}")).AsArray();
        Assert.Equal("hard", (string?)Assert.Single(bounces)!["type"]);
        var log = await _client.ControlAsync("GET", "/log?operation=create-bounce");
        Assert.Equal(201, (int?)Assert.Single(log["log"]!.AsArray())!["status"]);
        Assert.Equal(1, (int?)(await _client.ControlAsync("GET", $"/statuses?system=mailwizz&list={list}"))["blacklisted"]);
    }

    [Fact]
    public async Task A_hundred_thousand_addresses_are_one_request_and_the_log_can_only_count()
    {
        var list = (string)(await _client.ControlAsync("POST", "/lists", """{"system":"mailwizz","name":"Big"}"""))["list"]!;
        var answer = await _client.ControlAsync("POST", "/subscribers", $$"""{"system":"mailwizz","list":"{{list}}","count":100000}""");
        await _client.ControlAsync("PUT", "/log", """{"keep":false}""");
        await _client.MailWizzAsync("GET", $"/lists/{list}/subscribers?page=10000");

        Assert.Equal(100_000, (int?)answer["added"]);
        Assert.Equal((1, 0), (_server.Log.Total, _server.Log.Requests.Count));
    }

    [Fact]
    public async Task A_fault_is_set_and_cleared_and_a_misspelled_one_is_refused()
    {
        Assert.Contains("pth", (string?)(await _client.ControlAsync("POST", "/faults", """{"kind":"reset","pth":"bounces"}"""))["error"], StringComparison.Ordinal);
        await _client.ControlAsync("POST", "/faults", """{"kind":"too-many-requests","system":"mailwizz","count":5,"retryAfter":"3"}""");
        Assert.Equal(429, (await _client.MailWizzAsync("GET", "/lists")).Status);
        Assert.Equal(4, (int?)(await _client.ControlAsync("GET", "/faults")).AsArray().Single()!["count"]);
        await _client.ControlAsync("DELETE", "/faults");
        Assert.Equal(200, (await _client.MailWizzAsync("GET", "/lists")).Status);
    }

    [Fact]
    public async Task Requests_under_way_at_once_are_counted()
    {
        await _client.ControlAsync("POST", "/faults", """{"kind":"hang"}""");
        using var patience = new CancellationTokenSource();
        var hanging = Enumerable.Range(0, 8)
            .Select(_ => _client.SendAsync("GET", _server.MailWizzEndpoint + "/lists", null, patience.Token)).ToArray();
        while (_server.Log.UnderWay < 8) await Task.Yield();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(hanging));

        Assert.Equal(8, _server.Log.MaxConcurrent);
        Assert.Equal(Enumerable.Range(1, 8).Select(number => (long)number), _server.Log.Requests.Select(each => each.Number));
    }

    [Fact]
    public async Task A_client_that_sends_one_request_after_another_is_never_counted_twice()
    {
        for (var number = 0; number < 50; number++) await _client.MailWizzAsync("GET", "/lists");
        Assert.Equal((50, 1, 0), (_server.Log.Total, _server.Log.MaxConcurrent, _server.Log.UnderWay));
    }

    [Fact]
    public async Task Latency_is_set_for_one_system_or_for_both()
    {
        await _client.ControlAsync("PUT", "/latency", """{"system":"mailwizz","milliseconds":20}""");
        Assert.Equal(TimeSpan.FromMilliseconds(20), _server.Faults.LatencyOf(CampaignSystem.MailWizz));
        Assert.Equal(TimeSpan.Zero, _server.Faults.LatencyOf(CampaignSystem.Interspire));
        await _client.ControlAsync("PUT", "/latency", """{"milliseconds":1}""");
        Assert.Equal(TimeSpan.FromMilliseconds(1), _server.Faults.LatencyOf(CampaignSystem.Interspire));
        Assert.Equal(200, (await _client.MailWizzAsync("GET", "/lists")).Status);
    }

    [Fact]
    public async Task A_reset_leaves_nothing_but_the_default_key()
    {
        _server.MailWizz.AddList("News");
        _server.Interspire.AddList("News");
        _server.Faults.Add(new Fault(FaultKind.Reset));
        await _client.ControlAsync("POST", "/reset");

        var (status, body) = await _client.MailWizzAsync("GET", "/lists");
        Assert.Equal((200, "0"), (status, (string?)body!["data"]!["count"]));
        Assert.Empty(_server.Interspire.Lists);
    }
}
