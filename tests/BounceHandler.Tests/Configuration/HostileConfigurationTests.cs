using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Providers;
using BounceHandler.Tests.Documentation;

namespace BounceHandler.Tests.Configuration;

/// <summary>Configuration files with something wrong: either settings, or an error with file and line.</summary>
[Trait("Proof", "hostile")]
public sealed class HostileConfigurationTests
{
    private const string File = "/etc/b.json";

    private static readonly Mutant Mutants = new(
        [
            Repository.Read("config", "bouncehandler.json"),
            """
            {
              "log": { "file": "/var/log/x.log", "console": false, "format": "text", "retainDays": 31 },
              "stateDirectory": "/var/lib/b",
              "providers": {
                "mailwizz": { "type": "mailwizz", "endpoint": "https://m.example/api", "apiKey": "k", "senders": ["a@x.example", "*@y.example", "*.z.example"], "onHard": ["bounce"] },
                "interspire": { "type": "interspire", "endpoint": "https://i.example/xml.php", "userId": "u", "apiKey": "t" }
              },
              "unsubscribe": { "addresses": [{ "format": "{subscriber}.{signature}@*", "provider": "mailwizz", "secret": "s" }] },
              "feedbackLoop": { "sources": ["10.0.0.0/8", "::1"], "actOn": ["abuse"] },
              "delivery": { "firstRetrySeconds": 5, "maxRetrySeconds": 900 }
            }
            """,
        ],
        "{", "}", "[", "]", "\"", "null", "true", "-1", "1e9", "99999999999", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "//", "/*", "*/", "\"type\":", "\"log\":", "\"providers\":", "\"a\\nb\":",
        "\"stateDirectory\": \"/a\\u0000b\",", "\"file\": \"\\u0000\",", "{subscriber}", new string('[', 40));

    // No file, variable or network of this machine plays a part.
    private static readonly SecretReader Nothing = new(_ => null, _ => throw new FileNotFoundException("no such file"));

    [Fact]
    public void A_configuration_gives_settings_or_an_error_with_its_line()
    {
        var read = 0;
        Fuzz.Run(1_500, 50_000, random =>
        {
            try
            {
                Assert.NotNull(SettingsReader.Read(Mutants.BytesOf(random), File, ProviderRegistry.Types, Nothing));
                read++;
            }
            catch (ConfigurationException error)
            {
                Assert.Matches("^/etc/b\\.json:[1-9][0-9]*: ", error.Message);
                Assert.DoesNotContain(error.Message, char.IsControl);
            }
        });
        Assert.True(read > 20, "The fuzz must reach settings.");
    }

    [Fact]
    public void The_program_for_unsubscribe_mails_reads_it_or_says_the_line()
    {
        var read = 0;
        Fuzz.Run(3_000, 200_000, random =>
        {
            if (MaildropSettingsReader.TryRead(Mutants.BytesOf(random), File, out var settings, out var error))
            {
                read++;
                Assert.NotNull(settings);
                return;
            }

            Assert.Matches("^/etc/b\\.json, line [1-9][0-9]*: ", error);
        });
        Assert.True(read > 20, "The fuzz must reach settings.");
    }
}
