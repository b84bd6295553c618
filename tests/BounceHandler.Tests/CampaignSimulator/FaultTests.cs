using CampaignSimulator;

namespace BounceHandler.Tests.CampaignSimulator;

public sealed class FaultTests : IAsyncLifetime
{
    private CampaignServer _server = null!;
    private SimulatorClient _client = null!;
    private MailWizzList _list = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        _client = new SimulatorClient(_server);
        _list = _server.MailWizz.AddList("News");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultKind.Unauthorized, 401, "Invalid API key. Please refer to the documentation.")]
    [InlineData(FaultKind.ForbiddenIp, 403, "Your IP address is not allowed to access this server.")]
    [InlineData(FaultKind.InvalidSignature, 400, "Invalid API request signature. Please refer to the documentation.")]
    [InlineData(FaultKind.TooManyRequests, 429, "Too many requests.")]
    [InlineData(FaultKind.MutexLock, 400, "Unable to acquire the mutex lock, please try again.")]
    public async Task A_refusal_befalls_as_many_requests_as_it_is_given(FaultKind kind, int status, string message)
    {
        _server.Faults.Add(new Fault(kind) { Count = 1 });

        var (first, body) = await _client.MailWizzAsync("GET", "/lists");
        var (second, _) = await _client.MailWizzAsync("GET", "/lists");

        Assert.Equal((status, message, 200), (first, (string?)body!["error"], second));
        Assert.Empty(_server.Faults.Active);
    }

    [Fact]
    public async Task A_status_comes_with_the_body_and_the_header_that_were_asked_for()
    {
        _server.Faults.Add(new Fault(FaultKind.Status) { Status = 503, Body = FaultBody.Html, RetryAfter = "7" });

        using var response = await _client.SendAsync("GET", _server.MailWizzEndpoint + "/lists");

        Assert.Equal((503, "text/html"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_redirect_goes_to_https()
    {
        _server.Faults.Add(new Fault(FaultKind.Redirect));
        using var response = await _client.SendAsync("GET", _server.MailWizzEndpoint + "/lists?page=1");
        Assert.Equal((301, _server.MailWizzEndpoint.Replace("http:", "https:", StringComparison.Ordinal) + "/lists?page=1"), ((int)response.StatusCode, response.Headers.Location!.OriginalString));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(308)]
    public async Task A_redirect_of_any_kind_goes_wherever_it_is_told(int status)
    {
        _server.Faults.Add(new Fault(FaultKind.Redirect) { Status = status, Location = "http://elsewhere.example/" });
        using var response = await _client.SendAsync("GET", _server.MailWizzEndpoint + "/lists");
        Assert.Equal((status, "http://elsewhere.example/"), ((int)response.StatusCode, response.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task A_request_says_how_many_of_its_system_were_under_way()
    {
        _server.Faults.Add(new Fault(FaultKind.Hang) { Count = 2 });
        using var patience = new CancellationTokenSource();
        Task[] hanging = [_client.SendAsync("GET", _server.MailWizzEndpoint + "/lists", null, patience.Token), _client.SendAsync("GET", _server.MailWizzEndpoint + "/lists", null, patience.Token)];
        while (_server.Faults.Active.Count > 0) await Task.Yield();

        await _client.MailWizzAsync("GET", "/lists");
        await _client.InterspireAsync("lists", "GetLists", " ");

        Assert.Equal([1, 2, 3, 1], _server.Log.Requests.Select(each => each.UnderWay));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(hanging));
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.TruncatedBody)]
    public async Task A_broken_connection_is_an_error_of_transport(FaultKind kind)
    {
        _server.Faults.Add(new Fault(kind));
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.MailWizzAsync("GET", "/lists"));
    }

    [Fact]
    public async Task A_request_hangs_until_the_client_gives_up()
    {
        _server.Faults.Add(new Fault(FaultKind.Hang) { Count = 1 });
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");
        using var patience = new CancellationTokenSource();
        var hanging = _client.SendAsync("PUT", $"{_server.MailWizzEndpoint}/lists/{_list.Uid}/subscribers/{row.Uid}/unsubscribe", "", patience.Token);
        while (_server.Faults.Active.Count > 0) await Task.Yield();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.Equal("confirmed", row.Status);
        while (_server.Log.UnderWay > 0) await Task.Yield();
        Assert.Equal((0, "Hang"), _server.Log.Requests.Select(each => (each.Status, each.Fault!)).Single());
    }

    [Fact]
    public async Task A_server_with_hanging_requests_can_be_stopped()
    {
        var server = await CampaignServer.StartAsync();
        server.Faults.Add(new Fault(FaultKind.Hang));
        using var client = new SimulatorClient(server);
        var hanging = client.MailWizzAsync("GET", "/lists");
        while (server.Log.Total == 0) await Task.Yield();

        await server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task An_answer_may_be_lost_after_the_work_was_done()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");
        _server.Faults.Add(new Fault(FaultKind.Reset) { ApplyFirst = true, Operation = "unsubscribe" });

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.MailWizzAsync("PUT", $"/lists/{_list.Uid}/subscribers/{row.Uid}/unsubscribe", ""));

        Assert.Equal("unsubscribed", row.Status);
    }

    [Fact]
    public async Task A_fault_finds_its_address_behind_a_uid()
    {
        var struck = _server.MailWizz.AddSubscriber(_list, "struck@example.com");
        var spared = _server.MailWizz.AddSubscriber(_list, "spared@example.com");
        _server.Faults.Add(new Fault(FaultKind.Status) { Email = "struck@" });

        Assert.Equal(500, (await _client.MailWizzAsync("GET", $"/lists/{_list.Uid}/subscribers/{struck.Uid}")).Status);
        Assert.Equal(200, (await _client.MailWizzAsync("GET", $"/lists/{_list.Uid}/subscribers/{spared.Uid}")).Status);
    }

    [Fact]
    public async Task A_share_of_the_requests_is_drawn_the_same_way_in_every_run()
    {
        await using var other = await CampaignServer.StartAsync();
        Assert.Equal(await DrawAsync(_server), await DrawAsync(other));

        static async Task<List<int>> DrawAsync(CampaignServer server)
        {
            using var client = new SimulatorClient(server);
            server.Faults.Add(new Fault(FaultKind.Status) { Probability = 0.3 });
            var drawn = new List<int>();
            for (var number = 0; number < 40; number++) drawn.Add((await client.MailWizzAsync("GET", "/lists")).Status);
            Assert.Contains(500, drawn);
            Assert.Contains(200, drawn);
            return drawn;
        }
    }

    [Fact]
    public async Task Interspire_has_faults_in_its_own_words_and_not_those_of_the_other()
    {
        _server.Faults.Add(new Fault(FaultKind.FailedEmpty) { System = CampaignSystem.Interspire, Count = 1 });
        _server.Faults.Add(new Fault(FaultKind.ErrorStatus) { System = CampaignSystem.Interspire, Count = 1 });

        Assert.Equal(200, (await _client.MailWizzAsync("GET", "/lists")).Status);
        Assert.Equal("", (await _client.InterspireAsync("lists", "GetLists", " ")).Element("errormessage")!.Value);
        Assert.Equal("ERROR", (await _client.InterspireAsync("lists", "GetLists", " ")).Element("status")!.Value);
    }

    [Fact]
    public async Task A_wrong_key_is_told_by_Interspire_with_status_200()
    {
        _server.Faults.Add(new Fault(FaultKind.Unauthorized));
        Assert.Equal("Unable to check user details.", (await _client.InterspireAsync("lists", "GetLists", " ")).Element("errormessage")!.Value);
    }

    [Fact]
    public async Task A_body_can_be_empty_or_cut_in_the_middle()
    {
        _server.Faults.Add(new Fault(FaultKind.EmptyBody) { Count = 1 });
        _server.Faults.Add(new Fault(FaultKind.CutBody) { Count = 1 });

        Assert.Equal((200, null), await _client.MailWizzAsync("GET", "/lists"));
        await Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(() => _client.MailWizzAsync("GET", "/lists"));
    }
}
