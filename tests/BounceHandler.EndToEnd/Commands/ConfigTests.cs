using System.Text.Json;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Commands;

public sealed class ConfigTests
{
    [Fact]
    public async Task Check_asks_each_provider_and_shows_its_lists()
    {
        await using var site = await OpenAsync();

        var run = await site.RunAsync("config", "check");

        run.Exited(0).Says("valid").Says($"{site.Directory.State}: writable").Says($"{site.Directory.LogFile}: writable")
            .Says($"mailwizz (mailwizz), {site.Server.MailWizzEndpoint}: ok").Says("MailWizz 1").Says("MailWizz 2")
            .Says($"interspire (interspire), {site.Server.InterspireEndpoint}: ok").Says("Interspire 1");
        AssertNoSecret(run);
    }

    [Fact]
    public async Task Check_offline_asks_nobody()
    {
        await using var site = await OpenAsync();

        (await site.RunAsync("config", "check", "--offline")).Exited(0).Says("not asked");

        Assert.Empty(site.Server.Log.Requests);
    }

    [Fact]
    public async Task Check_shows_what_a_provider_says_to_a_wrong_key_but_not_the_key()
    {
        await using var site = await OpenAsync();
        site.Configuration.Set("providers.mailwizz.apiKey", "\"not-the-right-key\"").Set("providers.interspire.apiKey", "\"neither-this-one\"");

        var run = await site.RunAsync("config", "check");

        Assert.NotEqual(0, run.ExitCode);
        run.Says($"mailwizz (mailwizz), {site.Server.MailWizzEndpoint}: FAILED").Says("Invalid API key");
        run.Says($"interspire (interspire), {site.Server.InterspireEndpoint}: FAILED");
        Assert.DoesNotContain("not-the-right-key", run.Out + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("neither-this-one", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailWizzBase.IndexPhp, "/api", "/api/index.php")]
    [InlineData(MailWizzBase.CleanUrls, "/api/index.php", "/api")]
    public async Task Check_suggests_the_other_base_address_where_it_finds_a_page(MailWizzBase known, string configured, string suggested)
    {
        await using var site = await OpenAsync(new CampaignServerOptions { MailWizz = new MailWizzOptions { Base = known } });
        site.Configuration.MailWizz(site.Server, $$"""{ "endpoint": "{{site.Server.Url}}{{configured}}" }""");

        var run = await site.RunAsync("config", "check");

        Assert.NotEqual(0, run.ExitCode);
        run.Says("FAILED").Says($"{site.Server.Url}{suggested}");
    }

    [Fact]
    public async Task Show_prints_every_setting_in_force_and_no_secret()
    {
        await using var site = await OpenAsync();
        site.Configuration.Set("notifications", """{ "smtpHost": "mail.example", "userName": "me", "password": "hunter2hunter2" }""");

        var run = (await site.RunAsync("config", "show")).Exited(0);

        var shown = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(60, shown.GetProperty("delivery").GetProperty("drainSeconds").GetInt32());
        Assert.Equal(site.Server.MailWizzEndpoint, shown.GetProperty("providers").GetProperty("mailwizz").GetProperty("endpoint").GetString());
        Assert.True(shown.GetProperty("softBounces").GetProperty("count").GetInt32() > 0);
        AssertNoSecret(run);
        Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(site.Directory.State));
    }

    [Fact]
    public async Task A_secret_may_stand_in_a_file_of_its_own()
    {
        await using var site = await OpenAsync();
        var audience = new Audience(site.Server).Add("gone@x.example");
        var file = site.Directory.Write("key", MailWizzState.DefaultKey + "\n");
        site.Configuration.Set("providers.mailwizz.apiKey", $"\"file:{file}\"");

        (await site.ProcessAsync("gone@x.example\n")).Exited(0);

        Assert.True(audience.HasLeftMailWizz("gone@x.example"));
    }

    private static async Task<Site> OpenAsync(CampaignServerOptions? options = null)
    {
        var site = await Site.OpenAsync(options);
        site.Configuration.MailWizz(site.Server).Interspire(site.Server);
        site.Server.MailWizz.AddList("MailWizz 1");
        site.Server.MailWizz.AddList("MailWizz 2");
        site.Server.Interspire.AddList("Interspire 1");
        return site;
    }

    private static void AssertNoSecret(FinishedRun run)
    {
        Assert.DoesNotContain(MailWizzState.DefaultKey, run.Out + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(InterspireState.DefaultToken, run.Out + run.Error, StringComparison.Ordinal);
    }
}
