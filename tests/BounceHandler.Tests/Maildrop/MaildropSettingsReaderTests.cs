using System.Text;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public class MaildropSettingsReaderTests
{
    [Fact]
    public void An_empty_configuration_is_the_default_one()
    {
        var settings = Read("{}");
        Assert.Equal(new LogSettings(), settings.Log);
        Assert.Null(settings.StateDirectory);
        Assert.Empty(settings.UnsubscribeFormats);
    }

    [Fact]
    public void All_shared_keys_are_read_and_all_others_ignored()
    {
        var settings = Read(
            """
            // comment
            { "mode": "act", "delivery": { "stateDirectory": [1, { "log": 2 }] }, "stateDirectory": "/s",
              "log": { "file": "relative.log", "console": true, "format": "json", "retainDays": 0, "new": { } },
              "providers": { "p": { "senders": [], "type": "interspire" }, },
            }
            """);
        Assert.Equal("/s", settings.StateDirectory);
        Assert.Equal(new LogSettings { File = "/etc/b/relative.log", Console = true, Json = true, RetainDays = 0 }, settings.Log);
        Assert.Empty(settings.UnsubscribeFormats);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    public void By_default_every_mailwizz_provider_has_its_usual_format(string addresses)
    {
        var section = addresses.Length == 0 ? "" : $$""" "unsubscribe": { "addresses": {{addresses}} }, """;
        var settings = Read($$"""{ {{section}} "providers": { "a": { "type": "mailwizz" }, "b": { "type": "interspire" }, "c": { "type": "mailwizz" } } }""");
        Assert.Equal(["a", "c"], settings.UnsubscribeFormats.Select(f => f.Provider));
        Assert.All(settings.UnsubscribeFormats, f => Assert.Equal(AddressFormat.MailWizz, f.Format.Text));
    }

    [Fact]
    public void Configured_formats_replace_the_default()
    {
        var settings = Read(
            """
            { "providers": { "a": { "type": "mailwizz" } }, "unsubscribe": { "addresses": [
              { "format": "{subscriber}.{list}@u.example", "provider": "b", "secret": null },
              { "format": "{address}.{signature}@*", "provider": "b", "secret": "env:KEY" } ] } }
            """);
        Assert.Equal([false, true], settings.UnsubscribeFormats.Select(f => f.HasSecret));
        Assert.Equal("u.example", settings.UnsubscribeFormats[0].Format.Domain);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("[]", "configuration must be an object")]
    [InlineData("{ \"mode\": }", "line 1")]
    [InlineData("{\n\n\"log\": 1 }", "line 3: log must be an object")]
    [InlineData("{ } x", "line 1")]
    [InlineData("{ \"stateDirectory\": 1 }", "stateDirectory must be a text or null")]
    [InlineData("{ \"stateDirectory\": \"/a\\u0000b\" }", "line 1: ")]
    [InlineData("{ \"log\": {\n\"file\": \"\\u0000\" } }", "line 2: ")]
    [InlineData("{ \"stateDirectory\": \"\" }", "stateDirectory must not be empty")]
    [InlineData("{ \"log\": { \"format\": \"xml\" } }", "log.format must be \"text\" or \"json\"")]
    [InlineData("{ \"log\": { \"console\": \"yes\" } }", "log.console must be true or false")]
    [InlineData("{ \"log\": { \"retainDays\": -1 } }", "log.retainDays must be")]
    [InlineData("{ \"providers\": { \"a\": [] } }", "providers.a must be an object")]
    [InlineData("{ \"unsubscribe\": { \"addresses\": {} } }", "unsubscribe.addresses must be")]
    [InlineData("{ \"unsubscribe\": { \"addresses\": [ { \"format\": \"{subscriber}@*\" } ] } }", "needs \"format\" and \"provider\"")]
    [InlineData("{ \"unsubscribe\": { \"addresses\": [ { \"format\": \"{list}@*\", \"provider\": \"p\" } ] } }", "names no subscriber")]
    [InlineData("{ \"unsubscribe\": { \"addresses\": [ { \"format\": \"{address}.{signature}@*\", \"provider\": \"p\" } ] } }", "no \"secret\"")]
    public void A_broken_configuration_is_refused_with_file_line_and_reason(string json, string reason)
    {
        Assert.False(MaildropSettingsReader.TryRead(Encoding.UTF8.GetBytes(json), "/etc/b/c.json", out _, out var error));
        Assert.StartsWith("/etc/b/c.json, line ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_error() => Assert.Equal("/s", Read("\ufeff{\"stateDirectory\":\"/s\"}").StateDirectory);

    private static MaildropSettings Read(string json) =>
        MaildropSettingsReader.TryRead(Encoding.UTF8.GetBytes(json), "/etc/b/c.json", out var settings, out var error)
            ? settings
            : throw new ArgumentException(error);
}
