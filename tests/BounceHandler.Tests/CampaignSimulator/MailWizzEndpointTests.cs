using System.Text.Json;
using CampaignSimulator;

namespace BounceHandler.Tests.CampaignSimulator;

public sealed class MailWizzEndpointTests : IAsyncLifetime
{
    private CampaignServer _server = null!;
    private SimulatorClient _client = null!;
    private MailWizzList _list = null!;
    private MailWizzCampaign _campaign = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        _client = new SimulatorClient(_server);
        _list = _server.MailWizz.AddList("News");
        _campaign = _server.MailWizz.AddCampaign(_list);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_address_on_37_lists_comes_in_four_pages_of_ten()
    {
        for (var number = 1; number <= 37; number++) _server.MailWizz.AddSubscriber(_server.MailWizz.AddList($"List {number}"), "many@example.com");

        var found = new HashSet<string>();
        var pages = 0;
        for (int? page = 1; page is not null; pages++)
        {
            var (_, body) = await _client.MailWizzAsync("GET", $"/lists/subscribers/search-by-email-in-all-lists?EMAIL=many%40example.com&page={page}");
            Assert.Equal(JsonValueKind.Number, body!["data"]!["count"]!.GetValueKind());
            foreach (var row in body["data"]!["records"]!.AsArray()) found.Add((string)row!["list"]!["list_uid"]!);
            page = (int?)body["data"]!["next_page"];
        }

        Assert.Equal((4, 37), (pages, found.Count));
    }

    [Theory]
    [InlineData("hard", "confirmed", "blacklisted")]
    [InlineData("hard", "unconfirmed", "blacklisted")]
    [InlineData("hard", "unapproved", "blacklisted")]
    [InlineData("hard", "unsubscribed", "unsubscribed")]
    [InlineData("hard", "moved", "moved")]
    [InlineData("soft", "confirmed", "confirmed")]
    [InlineData("internal", "confirmed", "confirmed")]
    public async Task A_bounce_changes_the_status_only_if_it_is_hard(string type, string before, string after)
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com", before);

        var (status, body) = await _client.BounceAsync(_campaign, row.Uid, type);

        Assert.Equal((201, after), (status, row.Status));
        Assert.Equal("a@example.com", (string?)body!["data"]!["record"]!["subscriber"]!["email"]);
        Assert.Equal(type, Assert.Single(_server.MailWizz.BouncesOf(_campaign)).Type);
    }

    [Fact]
    public async Task An_old_version_blacklists_after_an_unsubscribe_too()
    {
        _server.Options.MailWizz.BounceAfterUnsubscribeBlacklists = true;
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");
        await _client.MailWizzAsync("PUT", $"/lists/{_list.Uid}/subscribers/{row.Uid}/unsubscribe", "");
        Assert.Equal("unsubscribed", row.Status);

        await _client.BounceAsync(_campaign, row.Uid);

        Assert.Equal("blacklisted", row.Status);
    }

    [Fact]
    public async Task The_subscriber_of_another_list_is_refused()
    {
        var stranger = _server.MailWizz.AddSubscriber(_server.MailWizz.AddList("Other"), "a@example.com");

        var (status, body) = await _client.BounceAsync(_campaign, stranger.Uid);

        Assert.Equal((404, "The subscriber does not exist!"), (status, (string?)body!["error"]));
        Assert.Equal("confirmed", stranger.Status);
    }

    [Fact]
    public async Task A_hard_bounce_after_a_soft_one_is_a_duplicate()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");
        await _client.BounceAsync(_campaign, row.Uid, "soft");

        var (status, body) = await _client.BounceAsync(_campaign, row.Uid);

        Assert.Equal((400, "This subscriber has already been marked as bounced!"), (status, (string?)body!["error"]));
        Assert.Equal("confirmed", row.Status);
    }

    [Fact]
    public async Task A_message_of_251_characters_does_not_validate()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");

        var (status, body) = await _client.BounceAsync(_campaign, row.Uid, message: new string('x', 251));
        Assert.Equal((400, JsonValueKind.Object), (status, body!["error"]!.GetValueKind()));

        _server.Options.MailWizz.ErrorsAsObject = false;
        (_, body) = await _client.BounceAsync(_campaign, row.Uid, message: new string('x', 251));
        Assert.Equal(JsonValueKind.String, body!["error"]!.GetValueKind());

        (status, _) = await _client.BounceAsync(_campaign, row.Uid, message: new string('x', 250));
        Assert.Equal(201, status);
    }

    [Fact]
    public async Task Unsubscribing_leaves_a_blacklisted_row_as_it_is()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com", SubscriberStatus.Blacklisted);

        var (status, _) = await _client.MailWizzAsync("PUT", $"/lists/{_list.Uid}/subscribers/{row.Uid}/unsubscribe", "");

        Assert.Equal((200, "blacklisted"), (status, row.Status));
    }

    [Fact]
    public async Task A_tracked_unsubscribe_is_a_row_of_its_campaign()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");

        await _client.MailWizzAsync("POST", $"/campaigns/{_campaign.Uid}/track-unsubscribe/{row.Uid}", "ip_address=192.0.2.1&reason=mail");

        Assert.Equal("unsubscribed", row.Status);
        Assert.Equal(("192.0.2.1", "mail"), _server.MailWizz.UnsubscribesOf(_campaign).Select(each => (each.IpAddress, each.Reason)).Single());
        var (_, body) = await _client.MailWizzAsync("GET", $"/campaigns/{_campaign.Uid}/unsubscribes");
        Assert.Equal("1", (string?)body!["data"]!["count"]);
    }

    [Fact]
    public async Task The_status_can_be_set_if_the_address_is_sent_with_it()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");
        var path = $"/lists/{_list.Uid}/subscribers/{row.Uid}";

        var (status, body) = await _client.MailWizzAsync("PUT", path, "details%5Bstatus%5D=blacklisted");
        Assert.Equal((400, "Please provide the subscriber email address."), (status, (string?)body!["error"]));

        await _client.MailWizzAsync("PUT", path, "EMAIL=a%40example.com&details%5Bstatus%5D=blacklisted");
        Assert.Equal("blacklisted", row.Status);
        (_, body) = await _client.MailWizzAsync("GET", path);
        Assert.Equal("blacklisted", (string?)body!["data"]!["record"]!["status"]);
    }

    [Fact]
    public async Task A_delivery_is_found_by_its_message_id()
    {
        var row = _server.MailWizz.AddSubscriber(_list, "a@example.com");
        _server.MailWizz.AddDelivery(_campaign, row, "abc@example.com");

        foreach (var path in (string[])["/campaigns/delivery-logs/email-message-id/abc%40example.com", "/campaigns/email-message-id/abc%40example.com"])
        {
            var (status, body) = await _client.MailWizzAsync("GET", path);
            Assert.Equal((200, row.Uid), (status, (string?)body!["data"]!["record"]!["subscriber"]!["subscriber_uid"]));
        }
    }
}
