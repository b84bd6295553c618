using System.Text;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Configuration;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Without_a_file_the_local_suppression_list_is_the_only_provider()
    {
        var settings = SettingsReader.Defaults(FakeProviders.Registry, FakeProviders.Secrets);

        Assert.Null(settings.ConfigurationFile);
        Assert.Null(settings.StateDirectory);
        var provider = Assert.Single(settings.Providers);
        Assert.Equal(("suppressions", "suppression-list"), (provider.Name, provider.Type));
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        var json = Encoding.UTF8.GetBytes("\uFEFF// first\n{ /* second */ \"mode\": \"observe\", \"ownDomains\": [\"a.example\",], }\n// last");

        var settings = SettingsReader.Read(json, "x", FakeProviders.Registry, FakeProviders.Secrets);

        Assert.Equal(ActionMode.Observe, settings.Mode);
        Assert.Equal(["a.example"], settings.OwnDomains);
    }

    [Fact]
    public void Line_ends_of_Windows_do_not_shift_lines() =>
        Assert.StartsWith(
            "/etc/b.json:3: mode: ",
            Assert.Throws<ConfigurationException>(() => FakeProviders.Read("{\r\n\r\n\"mode\": 5\r\n}")).Message);

    [Fact]
    public void A_file_is_read_from_disk_and_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "evidence": "veto", "stateDirectory": "/srv/state" }""");

            var settings = SettingsReader.Read(path, FakeProviders.Registry, FakeProviders.Secrets);

            Assert.Equal((path, EvidenceUse.Veto, "/srv/state"), (settings.ConfigurationFile, settings.Evidence, settings.StateDirectory));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_rules_file_is_read_with_the_configuration()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "rules": [{ "name": "ours", "any": ["not today"], "verdict": "block", "reason": "policy" }] }""");

            var settings = FakeProviders.Read($$"""{ "rulesFile": "{{path}}" }""");
            Assert.Equal(path, settings.RulesFile);
            Assert.Equal("ours", Assert.Single(settings.OwnReplyRules).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("""["type", "rcpt", "bounceCat"]""")]
    [InlineData("""["rcpt", "bounceCat"]""")]
    [InlineData("\"type,rcpt,bounceCat\"")]
    [InlineData("\" rcpt , bounceCat \"")]
    public void Columns_are_given_as_a_list_or_in_one_string_with_or_without_the_type(string fields)
    {
        var input = FakeProviders.Read(
            $$"""{ "input": { "bounceFields": {{fields}}, "feedbackFields": {{fields}}, "maxEventAgeDays": 7 } }""").Input;

        Assert.Equal(["type", "rcpt", "bounceCat"], input.BounceFields);
        Assert.Equal(input.BounceFields, input.FeedbackFields);
        Assert.Equal(7, input.MaxEventAgeDays);
    }

    [Fact]
    public void Secrets_come_from_the_file_itself_the_environment_or_another_file()
    {
        Assert.Equal("literal", Password("literal"));
        Assert.Equal("from-environment", Password("env:SET"));
        Assert.Equal("from-file", Password("file:/secret"));

        static string? Password(string text) =>
            FakeProviders.Read($$"""{ "notifications": { "password": "{{text}}" } }""").Notifications.Password;
    }

    [Fact]
    public void Own_domains_are_kept_in_lower_case_A_labels() =>
        Assert.Equal(
            ["example.com", "xn--bcher-kva.example", "localhost"],
            FakeProviders.Read("""{ "ownDomains": ["Example.COM", "Bücher.example", "localhost"] }""").OwnDomains);

    [Fact]
    public void Sources_are_addresses_or_ranges()
    {
        var sources = FakeProviders.Read(
            """{ "feedbackLoop": { "sources": ["192.0.2.1", "198.51.100.0/24", "2001:db8::/32", "::1"] } }""").FeedbackLoop.Sources;

        Assert.Equal(
            ["192.0.2.1/32", "198.51.100.0/24", "2001:db8::/32", "::1/128"],
            sources.Select(source => source.ToString()));
    }

    [Fact]
    public void Feedback_types_are_compared_in_lower_case_and_reporters_may_have_their_own() =>
        Assert.Equal(
            ["abuse", "", "miscategorized"],
            FakeProviders.Read("""{ "feedbackLoop": { "actOn": ["Abuse", "", "miscategorized"] } }""").FeedbackLoop.ActOn);

    [Fact]
    public void Mail_may_go_to_local_addresses()
    {
        var notifications = FakeProviders.Read(
            """
            { "notifications": {
              "smtpHost": "2001:db8::25", "tls": "starttls", "from": "Pmta@localhost", "to": ["root@localhost", "ops@example.com"] } }
            """).Notifications;

        Assert.Equal(("2001:db8::25", SmtpTls.StartTls, "Pmta@localhost"), (notifications.SmtpHost, notifications.Tls, notifications.From));
        Assert.Equal(["root@localhost", "ops@example.com"], notifications.To);
    }

    [Fact]
    public void Empty_lists_replace_the_defaults()
    {
        var settings = FakeProviders.Read("""{ "bounceCategories": [], "softBounceCategories": [], "feedbackLoop": { "actOn": [] } }""");

        Assert.Empty(settings.BounceCategories);
        Assert.Empty(settings.SoftBounceCategories);
        Assert.Empty(settings.FeedbackLoop.ActOn);
    }
}
