namespace BounceHandler.EndToEnd.Input;

/// <summary>What strangers write stays a value: in calls, in exports, on command lines.</summary>
[Trait("Proof", "hostile")]
public sealed class InjectionTests : IAsyncLifetime
{
    private static readonly string[] Parameters = ["EMAIL", "message", "bounce_type", "subscriber_uid", "page"];

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server).Add("user0@gone.example", "victim@example.org");
    }

    [Fact]
    public async Task Line_breaks_and_separators_in_a_record_add_nothing_to_a_call()
    {
        const string Evil = "x\r\nX-Evil: 1\r\n\r\nDELETE /api/lists HTTP/1.1\r\n&bounce_type=hard&EMAIL=victim@example.org#?";
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server);
        string[] recipients =
        [
            "user0@gone.example", "\"user0@gone.example\r\nX-Evil: 1\"", "user0@gone.example&EMAIL=victim@example.org", "\"user0@gone.example,victim@example.org\"",
            "\"<user0@gone.example>,<victim@example.org>\"", "user0@gone.example?x=../../lists", "\"\"\"a</emailaddress><listid>1</listid>\"\"@gone.example\"", "%0d%0aX-Evil:1@gone.example",
        ];
        var rows = recipients.Select((recipient, i) => Accounting.Bounce(
            recipient, i % 2 == 0 ? Audience.JobId : $"\"mailwizz-{Audience.Campaign}/../{Evil}\"", $"\"news@lists.example.com{(i % 3 == 2 ? Evil : "")}\"",
            status: $"\"5.1.1 {Evil}\"", diagnostic: $"\"smtp;550 {Evil}\""));

        var run = await _site.ProcessAsync(Accounting.Header + string.Concat(rows));

        run.Exited(0).Says($"Total records={recipients.Length}, ");
        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("victim@example.org"));
        Assert.Equal("a", _audience.InInterspire("victim@example.org"));
        Assert.All(_site.Work.Where(request => request.System == CampaignSimulator.CampaignSystem.MailWizz), request =>
        {
            Assert.Matches("^/api/(lists|campaigns)(/[A-Za-z0-9_-]+)*$", request.Path);
            Assert.All(request.Parameters, parameter => Assert.Contains(parameter.Key, Parameters));
            Assert.Equal(request.Parameters.Count, request.Parameters.DistinctBy(parameter => parameter.Key).Count());
            Assert.DoesNotContain(request.Parameters, parameter => parameter.Value.Any(char.IsControl) || parameter.Value == "victim@example.org");
        });
    }

    [Theory]
    [InlineData("apiKey", "k\\r\\nX-Evil: 1")]
    [InlineData("apiKey", "k\\u0000")]
    [InlineData("apiKey", "ké")]
    [InlineData("endpoint", "http://127.0.0.1/\\r\\nX-Evil: 1")]
    [InlineData("endpoint", "file:///etc/passwd")]
    public async Task A_line_break_in_a_key_or_an_endpoint_is_refused(string key, string value)
    {
        _site.Configuration.MailWizz(_site.Server).Set($"providers.mailwizz.{key}", $"\"{value}\"");

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("user0@gone.example"))).Exited(78).Complains($"providers.mailwizz.{key}: expected");

        Assert.Empty(_site.Server.Log.Requests);
    }

    [Fact]
    public async Task No_address_is_a_formula_in_an_export()
    {
        string[] addresses = ["=cmd|'/C'!A0@x.example", "+1@x.example", "-2+3@x.example", "'=1@x.example", "\"\"\"@sum(a1)\"\"@x.example\"", "\"\"\"=a b\"\"@x.example\"", "plain@x.example"];

        (await _site.ProcessAsync(Accounting.Header + string.Concat(addresses.Select(address => Accounting.Bounce(address))))).Exited(0)
            .Counted(addresses.Length, addresses.Length);

        var lines = (await _site.RunAsync("suppressions", "export")).Exited(0).Lines;
        Assert.Equal(addresses.Length + 1, lines.Count);
        Assert.Contains(lines, line => line.StartsWith("plain@x.example,", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotMatch("(^|,)\"?[=+@\\t\\r-]", line));
    }

    [Theory]
    [InlineData("--to=x\" --config={evil} --logfile={evil} \"@fbl.example.com")]
    [InlineData("--to=x", "--config={evil}", "--logfile={evil}", "@fbl.example.com")]
    [InlineData("--to=x", "--config", "{evil}", "--debug", "y@fbl.example.com")]
    [InlineData("--to=-c{evil}@fbl.example.com")]
    [InlineData("--to=@{evil}")]
    [InlineData("--to=$(touch {evil})`touch {evil}`;touch {evil}@fbl.example.com")]
    public async Task No_unsubscribe_address_chooses_a_file_or_runs_anything(params string[] arguments)
    {
        var evil = _site.Directory.In("evil");
        _site.Configuration.Set("stateDirectory", $"\"{_site.Directory.State}\"");
        (await _site.RunAsync("config", "check", "--offline")).Exited(0);

        (await _site.UnsubscribeAsync("From: a@x.example\r\n\r\n", [.. arguments.Select(argument => argument.Replace("{evil}", evil, StringComparison.Ordinal))])).Exited(0);

        await Drains.EndedAsync(_site.Directory);
        Assert.False(File.Exists(evil));
        Assert.True(File.Exists(_site.Directory.In("unsubhandler.log")));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
