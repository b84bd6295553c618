using System.Text;
using BounceHandler.Configuration;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Configuration;

public sealed class ProviderSectionsTests
{
    [Fact]
    public void Each_entry_is_handed_raw_to_its_type_with_its_first_line()
    {
        ProviderSection? seen = null;
        var spy = new ProviderType("mailwizz", section =>
        {
            seen = section;
            return FakeProviders.Registry[0].Read(section);
        });
        const string Entry = "{ \"type\": \"mailwizz\", // which\n      \"other\": {\"}\": 1}, }";
        const string Json = "{\n  \"providers\": {\n    \"mw\":\n    " + Entry + "\n  }\n}";

        SettingsReader.Read(
            Encoding.UTF8.GetBytes(Json), "/etc/b.json", [spy, .. FakeProviders.Registry.Skip(1)], FakeProviders.Secrets);

        Assert.NotNull(seen);
        Assert.Equal(("mw", 4, "/etc/b.json"), (seen.Name, seen.FirstLine, seen.File));
        Assert.Equal(Entry, Encoding.UTF8.GetString(seen.Json.Span));
    }

    [Theory]
    [InlineData("{}", "suppressions:suppression-list")]
    [InlineData("""{ "a": { "type": "mailwizz" }, "b": { "type": "interspire" } }""", "a:mailwizz b:interspire suppressions:suppression-list")]
    [InlineData("""{ "local": { "type": "suppression-list" }, "a": { "type": "mailwizz" } }""", "local:suppression-list a:mailwizz")]
    [InlineData("""{ "suppressions": { "type": "suppression-list", "enabled": true } }""", "suppressions:suppression-list")]
    [InlineData("""{ "suppressions": { "type": "suppression-list", "enabled": false } }""", "")]
    [InlineData("""{ "a": { "type": "mailwizz" }, "suppressions": { "type": "suppression-list", "enabled": false } }""", "a:mailwizz")]
    [InlineData("""{ "a": { "type": "mailwizz", "enabled": false } }""", "a:mailwizz suppressions:suppression-list")]
    public void The_suppression_list_is_there_unless_it_is_switched_off(string providers, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                FakeProviders.Read($$"""{ "providers": {{providers}} }""").Providers.Select(provider => $"{provider.Name}:{provider.Type}")));

    [Fact]
    public void An_unsubscribe_address_may_name_a_provider_that_stands_further_down()
    {
        var settings = FakeProviders.Read(
            """
            {
              "unsubscribe": { "addresses": [{ "format": "{subscriber}.{list}@u.example.com", "provider": "mw", "secret": "env:SET" }] },
              "providers": { "mw": { "type": "mailwizz" } }
            }
            """);

        var form = Assert.Single(settings.Unsubscribe.Addresses!);
        Assert.Equal(("{subscriber}.{list}@u.example.com", "mw", "from-environment"), (form.Format.Text, form.Provider, form.Secret));
        Assert.True(form.Entry.HasSecret);
    }

    [Fact]
    public void An_unsubscribe_address_of_a_provider_that_cannot_be_read_is_no_second_mistake() =>
        Assert.Equal(
            "/etc/b.json:2: providers.x: refused",
            Assert.Throws<ConfigurationException>(() => FakeProviders.Read(
                """
                { "unsubscribe": { "addresses": [{ "format": "{subscriber}@*", "provider": "x" }] },
                  "providers": { "x": { "type": "refusing" } } }
                """)).Message);

    [Fact]
    public void An_unsubscribe_address_cannot_name_a_suppression_list_that_is_switched_off() =>
        Assert.Contains(
            "expected a configured provider",
            Assert.Throws<ConfigurationException>(() => FakeProviders.Read(
                """
                { "unsubscribe": { "addresses": [{ "format": "{subscriber}@*", "provider": "suppressions" }] },
                  "providers": { "suppressions": { "type": "suppression-list", "enabled": false } } }
                """)).Message);
}
