using BounceHandler.Configuration;

namespace BounceHandler.Tests.Configuration;

public sealed class BadConfigurationTests
{
    /// <summary>What is in the file, with | for a line end, and the message after the file's name.</summary>
    public static TheoryData<string, string> Table => new()
    {
        // The file itself.
        { "", "1: expected a JSON object, found an empty file" },
        { " | ", "1: expected a JSON object, found an empty file" },
        { "// nothing", "1: expected a JSON object, found an empty file" },
        { "[]", "1: expected a JSON object, found a list" },
        { "|\"x\"", "2: expected a JSON object, found text" },
        { "{|\"mode\": \"act\"|", "3: not valid JSON at column 1: expected } or ] before the end of the file" },
        { "{|\"mode\": \"act\"|\"evidence\": \"off\"}", "3: not valid JSON at column 1: '\"' is invalid after a value. Expected either ',', '}', or ']'." },
        { "{|mode: \"act\"}", "2: not valid JSON at column 1: 'm' is an invalid start of a property name. Expected a '\"'." },
        { "{|\"mode\" \"act\"}", "2: not valid JSON at column 8: '\"' is invalid after a property name. Expected a ':'." },
        { "{|\"mode\": act}", "2: not valid JSON at column 9: expected text in double quotes, a number, true, false, null, { or [" },
        { "{|\"notifications\": { \"password\": topsecret }}", "2: not valid JSON at column 33: expected text in double quotes, a number, true, false, null, { or [" },
        { "{|\"mode\": 'act'}", "2: not valid JSON at column 9: expected text in double quotes, a number, true, false, null, { or [" },
        { "{}|{}", "2: not valid JSON at column 1: '{' is invalid after a single JSON value. Expected end of data." },
        { "{\"providers\": [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}", "1: not valid JSON at column 30: expected at most 16 levels of braces and brackets" },
        { "{|\"rulesFile\": \"\\ud800\"}", "2: expected text, found half of a surrogate pair" },

        // Keys.
        { "{|\"mood\": \"act\"}", "2: mood: unknown key; did you mean \"mode\"? expected one of log, stateDirectory," },
        { "{|\"Mode\": \"act\"}", "2: Mode: unknown key; did you mean \"mode\"? expected one of log, stateDirectory," },
        { "{|\"delivery\": {|\"retries\": 5}}", "3: delivery.retries: unknown key; expected one of firstRetrySeconds, maxRetrySeconds, giveUpAfterHours, drainSeconds" },
        { "{|\"delivery\": {|\"firstRetrySecond\": 5}}", "3: delivery.firstRetrySecond: unknown key; did you mean \"firstRetrySeconds\"? expected one of firstRetrySeconds," },
        { "{\"mode\": \"act\",|\"mode\": \"act\"}", "2: mode: duplicate key, expected it once; the first is on line 1" },
        { "{\"mode\": \"act\",|\"m\\u006fde\": \"act\"}", "2: mode: duplicate key, expected it once; the first is on line 1" },
        { "{\"log\": {\"file\": \"/a\",|\"file\": \"/b\"}}", "2: log.file: duplicate key, expected it once; the first is on line 1" },
        { "{\"x\\ny\": 1}", "1: x?y: unknown key; expected one of log," },

        // Kinds of value.
        { "{|\"delivery\": {|\"firstRetrySeconds\": \"abc\"}}", "3: delivery.firstRetrySeconds: expected a whole number from 1 to 3600, found \"abc\"" },
        { "{\"delivery\": {\"firstRetrySeconds\": 0}}", "1: delivery.firstRetrySeconds: expected a whole number from 1 to 3600, found 0" },
        { "{\"delivery\": {\"firstRetrySeconds\": 1.5}}", "1: delivery.firstRetrySeconds: expected a whole number from 1 to 3600, found 1.5" },
        { "{\"delivery\": {\"firstRetrySeconds\": 99999999999}}", "1: delivery.firstRetrySeconds: expected a whole number from 1 to 3600, found 99999999999" },
        { "{\"delivery\": {\"firstRetrySeconds\": null}}", "1: delivery.firstRetrySeconds: expected a whole number from 1 to 3600, found null" },
        { "{\"delivery\": null}", "1: delivery: expected an object, found null" },
        { "{\"log\": \"/var/log/x\"}", "1: log: expected an object, found text" },
        { "{\"log\": {\"console\": \"true\"}}", "1: log.console: expected true or false, found \"true\"" },
        { "{\"log\": {\"file\": null}}", "1: log.file: expected a path, found null" },
        { "{\"log\": {\"file\": \" \"}}", "1: log.file: expected a path, found \" \"" },
        { "{\"log\": {\"format\": \"xml\"}}", "1: log.format: expected \"text\" or \"json\", found \"xml\"" },
        { "{\"log\": {\"retainDays\": -1}}", "1: log.retainDays: expected a whole number from 0 to 3650, found -1" },
        { "{\"bounceCategories\": \"bad-mailbox\"}", "1: bounceCategories: expected a list, each entry a bounce category, found \"bad-mailbox\"" },
        { "{\"bounceCategories\": [\"a\",|\"b,c\"]}", "2: bounceCategories: expected a bounce category, found \"b,c\"" },
        { "{\"softBounceCategories\": [5]}", "1: softBounceCategories: expected a bounce category, found 5" },
        { "{\"evidence\": \"on\"}", "1: evidence: expected \"decide\", \"veto\" or \"off\", found \"on\"" },
        { "{\"mode\": \"Act\"}", "1: mode: expected \"act\" or \"observe\", found \"Act\"" },
        { "{\"mode\": true}", "1: mode: expected \"act\" or \"observe\", found true" },
        { "{\"mode\": \"1\"}", "1: mode: expected \"act\" or \"observe\", found \"1\"" },
        { "{\"remoteBounces\": \"off\"}", "1: remoteBounces: expected \"act\", \"count\" or \"ignore\", found \"off\"" },
        { "{\"stateDirectory\": \"state\"}", "1: stateDirectory: expected an absolute path or null, found \"state\"" },
        { "{\"rulesFile\": \"/nowhere/rules.json\"}", "1: rulesFile: expected the absolute path of an existing file or null, found \"/nowhere/rules.json\"" },
        // It is there, and not for a pipe or a timer that starts elsewhere.
        { "{\"rulesFile\": \"bouncehandler.dll\"}", "1: rulesFile: expected the absolute path of an existing file or null, found \"bouncehandler.dll\"" },
        { "{\"input\": {\"bounceFields\": \"type,,rcpt\"}}", "1: input.bounceFields: expected column names, as a list or in one string separated by commas, or null, found \"type,,rcpt\"" },
        { "{\"input\": {\"feedbackFields\": [\"*\"]}}", "1: input.feedbackFields: expected column names, as a list or in one string separated by commas, or null, found a list" },
        { "{\"input\": {\"bounceFields\": []}}", "1: input.bounceFields: expected column names, as a list or in one string separated by commas, or null, found a list" },
        { "{\"input\": {\"maxEventAgeDays\": 0}}", "1: input.maxEventAgeDays: expected a whole number from 1 to 36500 or null, found 0" },

        // What values mean.
        { "{\"transactionalSenders\": [\"example.com\"]}", "1: transactionalSenders: expected an address, \"*@domain\" or \"*.domain\", found \"example.com\"" },
        { "{\"transactionalSenders\": [\"@example.com\"]}", "1: transactionalSenders: expected an address, \"*@domain\" or \"*.domain\", found \"@example.com\"" },
        { "{\"protectedRecipients\": [\"*\"]}", "1: protectedRecipients: expected an address, \"*@domain\" or \"*.domain\", found \"*\"" },
        { "{\"ownDomains\": [\"*.example.com\"]}", "1: ownDomains: expected a domain such as example.com, found \"*.example.com\"" },
        { "{\"ownDomains\": [\"postmaster@example.com\"]}", "1: ownDomains: expected a domain such as example.com, found \"postmaster@example.com\"" },
        { "{\"feedbackLoop\": {\"sources\": [\"192.0.2.0/33\"]}}", "1: feedbackLoop.sources: expected an IP address or a range such as 192.0.2.0/24, found \"192.0.2.0/33\"" },
        { "{\"feedbackLoop\": {\"sources\": [\"192.0\"]}}", "1: feedbackLoop.sources: expected an IP address or a range such as 192.0.2.0/24, found \"192.0\"" },
        { "{\"feedbackLoop\": {\"sources\": [\"mx.example.com\"]}}", "1: feedbackLoop.sources: expected an IP address or a range such as 192.0.2.0/24, found \"mx.example.com\"" },
        { "{\"feedbackLoop\": {\"actOn\": [\"abuse\",|\"not-spam\"]}}", "2: feedbackLoop.actOn: expected a feedback type such as" },
        { "{\"feedbackLoop\": {\"actOn\": [\"Auth-Failure\"]}}", "1: feedbackLoop.actOn: expected a feedback type such as" },
        { "{\"feedbackLoop\": {\"actOn\": [\"abus\"]}}", "1: feedbackLoop.actOn: expected a feedback type such as" },
        { "{\"delivery\": {\"firstRetrySeconds\": 60,|\"maxRetrySeconds\": 30}}", "2: delivery.maxRetrySeconds: expected at least firstRetrySeconds (60), found 30" },
        { "{\"delivery\": {|\"firstRetrySeconds\": 3600}}", "1: delivery.maxRetrySeconds: expected at least firstRetrySeconds (3600), found 900" },
        { "{\"softBounces\": {\"days\": 5, \"minSpanDays\": 6}}", "1: softBounces.minSpanDays: expected at most days (5), found 6" },
        { "{\"brake\": {\"limit\": 6}}", "1: brake.limit: unknown key; expected one of enabled, perHour, campaignPerHour, noRemotePerHour, minimum, timesBaseline, percentOfAttempts" },
        { "{\"brake\": {\"percentOfAttempts\": 0}}", "1: brake.percentOfAttempts: expected a whole number from 1 to 100, found 0" },
        { "{\"retention\": {\"seenDays\": 0}}", "1: retention.seenDays: expected a whole number from 1 to 3650, found 0" },
        { "{\"notifications\": {\"tls\": \"ssl\"}}", "1: notifications.tls: expected \"none\", \"auto\", \"starttls\" or \"tls\", found \"ssl\"" },
        { "{\"notifications\": {\"smtpHost\": \"mail.example.com:587\"}}", "1: notifications.smtpHost: expected a host name or IP address without a port or null, found \"mail.example.com:587\"" },
        { "{\"notifications\": {\"to\": \"a@b.example\"}}", "1: notifications.to: expected a list, each entry an address such as postmaster@example.com, found \"a@b.example\"" },
        { "{\"notifications\": {\"from\": \"postmaster\"}}", "1: notifications.from: expected an address such as postmaster@example.com, found \"postmaster\"" },
        { "{\"notifications\": {\"password\": 12345}}", "1: notifications.password: expected the secret, \"env:NAME\", \"file:/path\" or null, found a number" },
        { "{\"notifications\": {\"password\": \"env:UNSET\"}}", "1: notifications.password: expected a secret that can be read: the environment variable UNSET is not set" },
        { "{\"notifications\": {|\"password\": \"file:/none\"}}", "2: notifications.password: expected a secret that can be read: the file /none cannot be read: no such file" },
        { "{\"statistics\": {\"rrdFile\": false}}", "1: statistics.rrdFile: expected a path or null, found false" },
        { "{\"unsubscribe\": {\"addresses\": {}}}", "1: unsubscribe.addresses: expected a list of objects or null, found an object" },
        { "{\"unsubscribe\": {\"addresses\": [{\"format\": \"{subscriber}@*\"}]}}", "1: unsubscribe.addresses[0].provider: expected a configured provider (\"suppressions\"), found nothing" },
        { "{\"unsubscribe\": {\"addresses\": [{\"format\": \"{subscriber}@*\", \"provider\": \"mw\"}]}}", "1: unsubscribe.addresses[0].provider: expected a configured provider (\"suppressions\"), found \"mw\"" },
        { "{\"unsubscribe\": {\"addresses\": [{\"format\": \"unsubscribe\", \"provider\": \"suppressions\"}]}}", "1: unsubscribe.addresses[0].format: expected a form such as \"{subscriber}.{list}.{campaign}@*\", found \"unsubscribe\"" },
        { "{\"unsubscribe\": {\"addresses\": [{\"format\": \"{subscriber}{list}@*\", \"provider\": \"suppressions\"}]}}", "1: unsubscribe.addresses[0].format: expected a form such as \"{subscriber}.{list}.{campaign}@*\", found \"{subscriber}{list}@*\"" },
        { "{\"unsubscribe\": {\"addresses\": [{\"format\": \"{subscriber}.{signature}@*\", \"provider\": \"suppressions\"}]}}", "1: unsubscribe.addresses[0].secret: expected the secret that {signature} is made with, found nothing" },

        // Providers.
        { "{\"providers\": {|\"mw\": {}}}", "2: providers.mw.type: expected \"mailwizz\", \"interspire\", \"suppression-list\" or \"refusing\", found nothing" },
        { "{\"providers\": {\"mw\": {|\"type\": \"mailwiz\"}}}", "2: providers.mw.type: expected \"mailwizz\", \"interspire\", \"suppression-list\" or \"refusing\", found \"mailwiz\"" },
        { "{\"providers\": {\"mw\": \"key\"}}", "1: providers.mw: expected an object, found text" },
        { "{\"providers\": [{\"type\": \"mailwizz\"}]}", "1: providers: expected an object, found a list" },
        { "{\"providers\": {\"mail wizz\": {\"type\": \"mailwizz\"}}}", "1: providers.mail wizz: expected a name of 1 to 40 letters, digits, - and _" },
        { "{\"providers\": {\"mw\": {\"type\": \"mailwizz\"},|\"mw\": {\"type\": \"interspire\"}}}", "2: providers.mw: duplicate key, expected it once; the first is on line 1" },
        { "{\"providers\": {\"suppressions\": {\"type\": \"mailwizz\"}}}", "1: providers.suppressions: expected another name: this one belongs to the local suppression-list" },
        { "{\"providers\": {|\"x\": {\"type\": \"refusing\"}},|\"mood\": 1}", "2: providers.x: refused" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_bad_configuration_is_refused_with_line_key_and_what_was_expected(string json, string expected)
    {
        var message = Refused(json.Replace('|', '\n'));

        Assert.StartsWith("/etc/b.json:" + expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Of_several_problems_the_first_in_the_file_is_reported_whatever_order_keys_stand_in() =>
        Assert.StartsWith(
            "/etc/b.json:2: statistics.file: ",
            Refused("{\n\"statistics\": {\"file\": 1},\n\"log\": {\"file\": 1},\n\"mood\": 1, \"mode\": 1}"));

    [Fact]
    public void A_comparison_of_two_settings_is_not_reported_when_one_of_them_is_wrong() =>
        Assert.StartsWith(
            "/etc/b.json:2: delivery.firstRetrySeconds: ",
            Refused("{\"delivery\": {\"maxRetrySeconds\": 3,\n\"firstRetrySeconds\": \"abc\"}}"));

    [Fact]
    public void A_secret_never_gets_into_a_message()
    {
        foreach (var json in new[]
        {
            "{\"notifications\": {\"password\": topsecret}}", "{\"notifications\": {\"password\": nsecret}}", "{\"notifications\": {\"pasword\": \"topsecret\"}}",
            "{\"notifications\": {\"password\": [\"topsecret\"]}}", "{\"apiKey\": \"topsecret\"}", "{\"providers\": {\"mailwizz\": \"topsecret\"}}",
            "{\"providers\": {\"mailwizz\": {\"apiKey\": \"topsecret\"}}}", "{\"notifications\": \"topsecret\"}", "{\"unsubscribe\": {\"addresses\": \"topsecret\"}}",
        })
        {
            Assert.DoesNotContain("secret", Refused(json).Replace("the secret", ""));
        }
    }

    [Fact]
    public void Long_values_are_cut_in_messages() =>
        Assert.EndsWith("found \"" + new string('x', 59) + "…", Refused($"{{\"mode\": \"{new string('x', 5000)}\"}}"));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_line()
    {
        byte[] json = [.. "{\n\"log\": {\"file\": \""u8, 0xE9, .. "\"}}"u8];

        var refusal = Assert.Throws<ConfigurationException>(
            () => SettingsReader.Read(json, "/etc/b.json", FakeProviders.Registry, FakeProviders.Secrets));

        Assert.Equal("/etc/b.json:2: expected UTF-8, found bytes that are none", refusal.Message);
    }

    [Fact]
    public void A_file_over_one_mebibyte_is_refused() =>
        Assert.Equal("/etc/b.json: expected a file of at most 1 MiB", Refused("{}" + new string(' ', SettingsReader.MaxLength)));

    [Fact]
    public void A_file_that_is_missing_or_a_directory_is_refused_by_name()
    {
        foreach (var path in new[] { "/nowhere/bouncehandler.json", Path.GetTempPath() })
        {
            var refusal = Assert.Throws<ConfigurationException>(() => SettingsReader.Read(path, FakeProviders.Registry, FakeProviders.Secrets));
            Assert.StartsWith($"{path}: expected a file that can be read: ", refusal.Message);
        }
    }

    private static string Refused(string json) => Assert.Throws<ConfigurationException>(() => FakeProviders.Read(json)).Message;
}
