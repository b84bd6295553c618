using System.Text;
using CampaignSimulator;

namespace BounceHandler.Tests.CampaignSimulator;

public sealed class MailWizzRefusalTests : IAsyncLifetime
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

    [Theory]
    [InlineData(MailWizzAccess.IpNotAllowed, "Your IP address is not allowed to access this server.")]
    [InlineData(MailWizzAccess.AccountInactive, "Your account must be active in order to use the API.")]
    [InlineData(MailWizzAccess.AccountNotAllowed, "Your account is not allowed to use the API.")]
    public async Task A_customer_without_access_is_told_why(MailWizzAccess access, string message)
    {
        _server.MailWizz.DefaultCustomer.Access = access;
        Assert.Equal((403, message), await ErrorAsync("GET", "/lists"));
    }

    [Fact]
    public async Task A_permission_is_needed_for_each_endpoint()
    {
        _server.MailWizz.DefaultCustomer.DeniedOperations.Add("campaigns");
        Assert.Equal((403, "You do not have enough permissions to access this endpoint."), await ErrorAsync("GET", "/campaigns"));
        Assert.Equal(200, (await _client.MailWizzAsync("GET", "/lists")).Status);
    }

    [Fact]
    public async Task A_wrong_key_and_a_site_that_is_offline_have_their_own_answers()
    {
        _client.Key = "wrong";
        Assert.Equal((401, "Invalid API key. Please refer to the documentation."), await ErrorAsync("GET", "/lists"));
        _server.Options.MailWizz.Offline = true;
        Assert.Equal((503, "Service Unavailable."), await ErrorAsync("GET", "/lists"));
    }

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        var list = _server.MailWizz.AddList("News");
        Assert.Equal((404, "The subscribers list does not exist."), await ErrorAsync("GET", "/lists/aa000aaaaa000"));
        Assert.Equal((404, "The campaign does not exist!"), await ErrorAsync("GET", "/campaigns/aa000aaaaa000"));
        Assert.Equal((404, "The subscriber does not exist in this list."), await ErrorAsync("GET", $"/lists/{list.Uid}/subscribers/search-by-email?EMAIL=x%40y.z"));
        Assert.Equal((404, "The delivery log does not exist!"), await ErrorAsync("GET", "/campaigns/email-message-id/x"));
    }

    [Fact]
    public async Task The_address_is_looked_for_in_upper_case_only()
    {
        var list = _server.MailWizz.AddList("News");
        _server.MailWizz.AddSubscriber(list, "a@example.com");
        const string Message = "Please provide the subscriber email address.";
        Assert.Equal((400, Message), await ErrorAsync("GET", "/lists/subscribers/search-by-email-in-all-lists?email=a%40example.com"));
        Assert.Equal((400, Message), await ErrorAsync("GET", $"/lists/{list.Uid}/subscribers/search-by-email?email=a%40example.com"));
        Assert.Equal((400, Message), await ErrorAsync("PUT", "/lists/subscribers/unsubscribe-by-email-from-all-lists", "email=a%40example.com"));
        Assert.Equal("confirmed", _server.MailWizz.StatusOf(list, "a@example.com"));
    }

    [Fact]
    public async Task The_override_header_decides_the_verb()
    {
        var list = _server.MailWizz.AddList("News");
        var row = _server.MailWizz.AddSubscriber(list, "a@example.com");
        var campaign = _server.MailWizz.AddCampaign(list);
        Assert.Contains("Only POST requests allowed for this endpoint.", await RawAsync($"/api/campaigns/{campaign.Uid}/bounces", "PUT"), StringComparison.Ordinal);
        Assert.Contains(" 200 ", await RawAsync($"/api/lists/{list.Uid}/subscribers/{row.Uid}/unsubscribe", "PUT"), StringComparison.Ordinal);
        Assert.Equal("unsubscribed", row.Status);
        Assert.Equal(("POST", "PUT", "create-bounce"), _server.Log.Requests.Select(each => (each.Method, each.Override!, each.Operation)).First());
    }

    [Theory]
    [InlineData(MailWizzBase.CleanUrls, "/api/lists", "/api/index.php/lists")]
    [InlineData(MailWizzBase.IndexPhp, "/api/index.php/lists", "/api/lists")]
    public async Task The_wrong_form_of_the_base_is_a_page_and_no_JSON(MailWizzBase form, string right, string wrong)
    {
        _server.Options.MailWizz.Base = form;
        using var found = await _client.SendAsync("GET", _server.Url + right);
        using var missing = await _client.SendAsync("GET", _server.Url + wrong);
        Assert.Equal(200, (int)found.StatusCode);
        Assert.Equal((404, "text/html"), ((int)missing.StatusCode, missing.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Another_customers_key_sees_nothing()
    {
        var list = _server.MailWizz.AddList("News");
        var row = _server.MailWizz.AddSubscriber(list, "a@example.com");
        var campaign = _server.MailWizz.AddCampaign(list);
        _client.Key = _server.MailWizz.AddCustomer("other").Key;

        var (_, body) = await _client.MailWizzAsync("GET", "/lists/subscribers/search-by-email-in-all-lists?EMAIL=a%40example.com");
        Assert.Equal(0, (int?)body!["data"]!["count"]);
        Assert.Equal(404, (await _client.BounceAsync(campaign, row.Uid)).Status);
        Assert.Equal(404, (await _client.MailWizzAsync("PUT", $"/lists/{list.Uid}/subscribers/{row.Uid}/unsubscribe", "")).Status);
    }

    [Fact]
    public async Task The_legacy_header_carries_the_same_key_where_it_is_accepted()
    {
        var request = $"GET /api/lists HTTP/1.1\r\nHost: x\r\nX-MW-PUBLIC-KEY: {MailWizzState.DefaultKey}\r\nConnection: close\r\n\r\n";
        Assert.Contains(" 200 ", await SimulatorClient.RawAsync(_server, request), StringComparison.Ordinal);
        _server.Options.MailWizz.AcceptLegacyHeader = false;
        Assert.Contains(" 401 ", await SimulatorClient.RawAsync(_server, request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bounce_may_come_as_multipart_form_but_not_as_JSON()
    {
        var list = _server.MailWizz.AddList("News");
        var campaign = _server.MailWizz.AddCampaign(list);
        var uid = _server.MailWizz.AddSubscriber(list, "a@example.com").Uid;
        var json = $$"""{"message":"x","bounce_type":"hard","subscriber_uid":"{{uid}}"}""";
        var form = Part("message", "x") + Part("bounce_type", "hard") + Part("subscriber_uid", uid) + "--B--\r\n";

        Assert.Contains("Invalid bounce type!", await PostAsync(campaign, "application/json", json), StringComparison.Ordinal);
        Assert.Contains(" 201 ", await PostAsync(campaign, "multipart/form-data; boundary=B", form), StringComparison.Ordinal);
    }

    private static string Part(string name, string value) => $"--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private Task<string> PostAsync(MailWizzCampaign campaign, string type, string body) => SimulatorClient.RawAsync(
        _server,
        $"POST /api/campaigns/{campaign.Uid}/bounces HTTP/1.1\r\nHost: x\r\nX-Api-Key: {MailWizzState.DefaultKey}\r\nContent-Type: {type}\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    private Task<string> RawAsync(string path, string verb) => SimulatorClient.RawAsync(
        _server,
        $"POST {path} HTTP/1.1\r\nHost: x\r\nX-Api-Key: {MailWizzState.DefaultKey}\r\nX-HTTP-Method-Override: {verb}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    private async Task<(int Status, string? Error)> ErrorAsync(string verb, string path, string? form = null)
    {
        var (status, body) = await _client.MailWizzAsync(verb, path, form);
        Assert.Equal("error", (string?)body!["status"]);
        return (status, (string?)body["error"]);
    }
}
