using BounceHandler.Providers.MailWizz;
using CampaignSimulator;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzSignatureTests
{
    private const string Public = "3d1f8f6f6b0c4f4f8a0f0c0d0e0f1a2b3c4d5e6f";
    private const string Private = "aabbccddeeff00112233445566778899aabbccdd";

    // Made by MailWizz's official PHP client.
    [Theory]
    [InlineData("GET", "lists/subscribers/search-by-email-in-all-lists", "2cb172e1784d0ddb10dbe20e151f723999e10f1d", "EMAIL", "jo+hn~o'neil (x)!*@example.com")]
    [InlineData("PUT", "lists/ab123cdefg456/subscribers/cd456efghi789/unsubscribe", "925e35d60544b3cca6d5a7a537297008bde1bb38")]
    [InlineData("PUT", "lists/subscribers/unsubscribe-by-email-from-all-lists", "3f660cb059439b9ce03ecb4631a3eb3bb6b30afa", "EMAIL", "user@example.com")]
    [InlineData("PUT", "lists/ab123cdefg456/subscribers/cd456efghi789", "709ac635bbabab4105106c839f00417cc57bd01f", "details[status]", "blacklisted", "EMAIL", "user@example.com")]
    [InlineData("POST", "campaigns/ef789ghijk012/bounces", "1f8e69d76ec2fcd36c76fa50c680bdcdff3f7d05", "message", "5.1.1 (bad destination mailbox address)", "bounce_type", "hard", "subscriber_uid", "cd456efghi789")]
    [InlineData("DELETE", "lists/ab123cdefg456/subscribers/cd456efghi789", "23d7ef79d405d1d465ffe4967dbea8a401a7a241")]
    public void A_request_carries_the_signature_of_the_official_client(string method, string path, string signature, params string[] fields)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1795363406));
        var requests = new MailWizzRequests("http://127.0.0.1:8765/api/index.php", new MailWizzCredentials.Keys(Public, Private), time);

        using var request = requests.Build(method, path, [.. fields.Chunk(2).Select(f => KeyValuePair.Create(f[0], f[1]))], putAsPost: false);

        Assert.Equal(signature, request.Headers.GetValues("X-MW-SIGNATURE").Single());
        Assert.Equal("1795363406", request.Headers.GetValues("X-MW-TIMESTAMP").Single());
        Assert.False(request.Headers.Contains("X-MW-REMOTE-ADDR"));
        Assert.Equal(method == "PUT", request.Headers.Contains("X-HTTP-Method-Override"));
    }

    [Fact]
    public void A_tilde_stays_percent_encoded_on_the_wire()
    {
        var requests = new MailWizzRequests("http://h/api", new MailWizzCredentials.ApiKey("k"), TimeProvider.System);
        using var request = requests.Build("GET", "lists", [new("EMAIL", "a~b@x")], putAsPost: false);
        Assert.Equal("/api/lists?EMAIL=a%7Eb%40x", request.RequestUri!.PathAndQuery);
    }

    [Theory]
    [InlineData("v1-signed", $$""" "publicKey": "{{Public}}", "privateKey": "{{Private}}" """)]
    [InlineData("v1-unsigned", $$""" "publicKey": "{{Public}}" """)]
    [InlineData("v2", $$""" "apiKey": "{{Public}}" """)]
    public async Task Every_scheme_is_understood(string mode, string keys)
    {
        await using var server = await CampaignServer.StartAsync();
        server.Options.MailWizz.Mode = mode switch { "v1-signed" => MailWizzMode.V1Signed, "v1-unsigned" => MailWizzMode.V1Unsigned, _ => MailWizzMode.V2 };
        server.Options.MailWizz.AcceptLegacyHeader = false;
        var own = server.MailWizz.AddList("News");
        var campaign = server.MailWizz.AddCampaign(own);
        const string email = "jo+hn~o'neil!*@example.com";
        server.MailWizz.AddSubscriber(own, email);
        server.MailWizz.AddSubscriber(server.MailWizz.AddList("Offers"), email);
        using var provider = (MailWizzProvider)TestSection.Build($$"""{ "type": "mailwizz", "endpoint": "{{server.MailWizzEndpoint}}", {{keys}} }""");

        var outcome = await provider.ApplyAsync(TestEvents.Of(BounceHandler.Events.EventKind.HardBounce, email, campaign.Uid), "", TestContext.Current.CancellationToken);

        Assert.Equal(["blacklisted", "unsubscribed"], outcome.Changes.Select(change => change.After));
    }
}
