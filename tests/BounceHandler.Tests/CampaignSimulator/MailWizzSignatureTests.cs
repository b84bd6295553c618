using CampaignSimulator;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.CampaignSimulator;

public sealed class MailWizzSignatureTests
{
    private const string Base = "/api/index.php/";
    private const long Timestamp = 1795363406;

    [Theory]
    [InlineData("GET", "lists/subscribers/search-by-email-in-all-lists?EMAIL=jo%2Bhn%7Eo%27neil+%28x%29%21%2A%40example.com", "", "2cb172e1784d0ddb10dbe20e151f723999e10f1d")]
    [InlineData("PUT", "lists/ab123cdefg456/subscribers/cd456efghi789/unsubscribe", "", "925e35d60544b3cca6d5a7a537297008bde1bb38")]
    [InlineData("PUT", "lists/subscribers/unsubscribe-by-email-from-all-lists", "EMAIL=user%40example.com", "3f660cb059439b9ce03ecb4631a3eb3bb6b30afa")]
    [InlineData("PUT", "lists/ab123cdefg456/subscribers/cd456efghi789", "details%5Bstatus%5D=blacklisted&EMAIL=user%40example.com", "709ac635bbabab4105106c839f00417cc57bd01f")]
    [InlineData("POST", "campaigns/ef789ghijk012/bounces", "message=5.1.1+%28bad+destination+mailbox+address%29&bounce_type=hard&subscriber_uid=cd456efghi789", "1f8e69d76ec2fcd36c76fa50c680bdcdff3f7d05")]
    public async Task Requests_signed_by_the_official_client_are_accepted(string verb, string path, string form, string signature)
    {
        await using var server = await StartAsync();

        var answer = await SimulatorClient.RawAsync(server, Request(verb, path, form, signature, Timestamp));

        Assert.DoesNotContain("API request", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("expired", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(" 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_has_the_signature_of_the_official_client()
    {
        await Task.CompletedTask;
        var signature = MailWizzSignature.Compute(
            "DELETE", "http://127.0.0.1:8765/api/index.php/lists/ab123cdefg456/subscribers/cd456efghi789", [], MailWizzState.DefaultKey, "1795363406", "", MailWizzState.DefaultPrivateKey);

        Assert.Equal("23d7ef79d405d1d465ffe4967dbea8a401a7a241", signature);
    }

    [Theory]
    [InlineData("lists/subscribers/search-by-email-in-all-lists?EMAIL=jo%2Bhn~o%27neil+%28x%29%21%2A%40example.com")]
    [InlineData("lists/subscribers/search-by-email-in-all-lists?EMAIL=jo%2Bhn%7Eo%27neil%20%28x%29%21%2A%40example.com")]
    [InlineData("lists/subscribers/search-by-email-in-all-lists?EMAIL=jo%2bhn%7Eo%27neil+%28x%29%21%2A%40example.com")]
    public async Task An_address_respelled_on_its_way_breaks_the_signature(string path)
    {
        await using var server = await StartAsync();

        var answer = await SimulatorClient.RawAsync(server, Request("GET", path, "", "2cb172e1784d0ddb10dbe20e151f723999e10f1d", Timestamp));

        Assert.Contains("Invalid API request signature. Please refer to the documentation.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_signed_as_sent_but_not_sorted_is_refused()
    {
        await using var server = await StartAsync();
        const string Path = "lists?per_page=5&page=2";
        var signature = MailWizzSignature.Compute(
            "GET", "http://127.0.0.1:8765" + Base + Path, [], MailWizzState.DefaultKey, "1795363406", "", MailWizzState.DefaultPrivateKey);

        Assert.Contains("signature", await SimulatorClient.RawAsync(server, Request("GET", Path, "", signature, Timestamp)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_timestamp_is_told_from_a_wrong_signature()
    {
        await using var server = await StartAsync();

        var answer = await SimulatorClient.RawAsync(server, Request("GET", "lists", "", "00", Timestamp - 3600));

        Assert.Contains("Your request expired. Please refer to the documentation.", answer, StringComparison.Ordinal);
    }

    private static Task<CampaignServer> StartAsync() => CampaignServer.StartAsync(new CampaignServerOptions
    {
        Clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Timestamp + 5)),
        MailWizz = new MailWizzOptions { Mode = MailWizzMode.V1Signed, PublicOrigin = "http://127.0.0.1:8765" },
    });

    private static string Request(string verb, string path, string form, string signature, long timestamp) =>
        $"{verb} {Base}{path} HTTP/1.1\r\nHost: 127.0.0.1:8765\r\nX-MW-PUBLIC-KEY: {MailWizzState.DefaultKey}\r\nX-MW-TIMESTAMP: {timestamp}\r\n"
        + $"X-MW-SIGNATURE: {signature}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\nConnection: close\r\n\r\n{form}";
}
