using BounceHandler.Configuration;

namespace BounceHandler.Tests.Configuration;

public sealed class SettingsDisplayTests
{
    // No value is the default, so that a key that is forgotten on either way shows.
    private const string Everything =
        """
        {
          "log": { "file": "/l", "console": true, "format": "json", "retainDays": 0 },
          "stateDirectory": "/s", "bounceCategories": ["a"], "softBounceCategories": ["b"],
          "evidence": "veto", "mode": "observe", "remoteBounces": "count", "rulesFile": "/etc/hostname",
          "input": { "bounceFields": ["type", "x"], "feedbackFields": ["type", "y"], "maxEventAgeDays": 3 },
          "providers": { "mw": { "type": "mailwizz", "tenant": "ü<&>" }, "suppressions": { "type": "suppression-list", "enabled": false } },
          "transactionalSenders": ["*@t.example"], "ownDomains": ["o.example"], "protectedRecipients": ["*.p.example"],
          "feedbackLoop": { "actOn": ["abuse"], "sources": ["192.0.2.0/24"] },
          "unsubscribe": { "addresses": [{ "format": "{subscriber}@u.example", "provider": "mw", "secret": "***" }] },
          "delivery": { "firstRetrySeconds": 6, "maxRetrySeconds": 901, "giveUpAfterHours": 97, "drainSeconds": 61 },
          "retention": { "seenDays": 91, "ledgerDays": 401, "dropDays": 31 },
          "softBounces": { "count": 6, "days": 31, "minSpanDays": 11 }, "brake": { "enabled": false, "perHour": 201, "campaignPerHour": 202, "noRemotePerHour": 51, "minimum": 52, "timesBaseline": 6, "percentOfAttempts": 11 },
          "notifications": {
            "smtpHost": "mx.example", "smtpPort": 587, "tls": "starttls", "userName": "u", "password": "***", "from": "f@example.com",
            "to": ["t@example.com"], "complaints": false, "unsubscribes": false, "maxPerHour": 31
          },
          "statistics": { "file": "/f", "rrdFile": "/r", "prometheusFile": "/p" }
        }
        """;

    private static readonly string Rules = Path.Combine(Documentation.Repository.Root, "config", "reply-rules.json");

    [Fact]
    public void What_is_shown_is_what_was_read()
    {
        var shown = SettingsDisplay.ToJson(FakeProviders.Read(Everything.Replace("/etc/hostname", Rules)));

        Assert.Equal(Compact(Everything.Replace("/etc/hostname", Rules)), Compact(shown));
        Assert.Equal(shown, SettingsDisplay.ToJson(FakeProviders.Read(shown)));
    }

    [Fact]
    public void Secrets_are_masked()
    {
        var shown = SettingsDisplay.ToJson(FakeProviders.Read(
            """
            { "notifications": { "password": "hunter2" },
              "unsubscribe": { "addresses": [{ "format": "{subscriber}@*", "provider": "suppressions", "secret": "env:SET" }] } }
            """));

        Assert.Contains("\"password\": \"***\"", shown);
        Assert.Contains("\"secret\": \"***\"", shown);
        Assert.DoesNotContain("hunter2", shown);
        Assert.DoesNotContain("from-environment", shown);
    }

    [Fact]
    public void The_state_directory_that_was_opened_is_shown_in_place_of_the_default()
    {
        var settings = SettingsReader.Defaults(FakeProviders.Registry, FakeProviders.Secrets);

        Assert.Contains("\"stateDirectory\": \"/var/lib/bouncehandler\"", SettingsDisplay.ToJson(settings));
        Assert.Contains("\"stateDirectory\": \"/home/o/state\"", SettingsDisplay.ToJson(settings, "/home/o/state"));
    }

    [Fact]
    public void The_origin_is_the_file_or_the_built_in_defaults()
    {
        Assert.Equal("Configuration: /etc/b.json", SettingsDisplay.Origin(FakeProviders.Read("{}")));
        Assert.Equal(
            "Configuration: built-in defaults (no campaign tool, local suppression list only)",
            SettingsDisplay.Origin(SettingsReader.Defaults(FakeProviders.Registry, FakeProviders.Secrets)));
    }

    private static string Compact(string json) => string.Concat(json.Where(c => !char.IsWhiteSpace(c)));
}
