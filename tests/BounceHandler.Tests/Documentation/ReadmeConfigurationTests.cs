using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Documentation;

/// <summary>What the README tells operators to write into their configuration, their headers and their scripts.</summary>
public sealed class ReadmeConfigurationTests
{
    private const string MailWizz = "\"type\": \"mailwizz\", \"endpoint\": \"https://mailwizz.example.com/api\", \"apiKey\": \"k\"";

    // Where a value is a file, it is one that every test may read.
    private static readonly SecretReader Secrets = new(_ => null, path => path.StartsWith("/etc/bouncehandler/", StringComparison.Ordinal)
        ? "secret\n" : throw new FileNotFoundException(path));

    public static TheoryData<string> Fragments => [.. Repository.Blocks(Repository.Readme, "json").Select(block => string.Join('\n', block))];

    [Fact]
    public void There_are_fragments_for_each_part_that_needs_one() =>
        Assert.All(["onHard", "feedbackLoop", "unsubscribe", "notifications", "statistics"],
            key => Assert.Contains(Repository.Blocks(Repository.Readme, "json"), block => block[0].StartsWith($"\"{key}\"", StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Fragments))]
    public void Every_fragment_can_be_pasted(string fragment) => Assert.NotNull(Read(fragment));

    [Fact]
    public void What_the_fragments_say_arrives()
    {
        var settings = Read(string.Join(",\n", Fragments.Select(row => row.Data).Where(text => !text.StartsWith("\"on", StringComparison.Ordinal))));

        Assert.Equal(2, settings.FeedbackLoop.Sources.Count);
        Assert.Equal("localhost", settings.Notifications.SmtpHost);
        Assert.Equal(["postmaster@example.com"], settings.Notifications.To);
        Assert.All([settings.Statistics.File, settings.Statistics.RrdFile, settings.Statistics.PrometheusFile], Assert.NotNull);
        Assert.NotNull(Assert.Single(settings.Unsubscribe.Addresses!).Secret);
    }

    [Fact]
    public void The_header_carries_an_address_of_the_default_format_and_a_link()
    {
        var header = Assert.Single(Repository.Blocks(Repository.Readme, "text"), block => block[0].StartsWith("List-Unsubscribe: ", StringComparison.Ordinal))[0]
            .Replace("[SUBSCRIBER_UID]", "ll381bxshm01e", StringComparison.Ordinal)
            .Replace("[LIST_UID]", "cn417nrhmv922", StringComparison.Ordinal)
            .Replace("[CAMPAIGN_UID]", "bs224mf5v20f4", StringComparison.Ordinal);

        Assert.DoesNotContain('[', header);
        Assert.Contains(", <https://", header, StringComparison.Ordinal);
        Assert.Equal(new AddressTokens("ll381bxshm01e", "cn417nrhmv922", "bs224mf5v20f4"), Format(AddressFormat.MailWizz).Match(MailboxIn(header)));
        Assert.Contains($"`{AddressFormat.MailWizz}`", Repository.Readme, StringComparison.Ordinal);
    }

    // RFC 5321 4.5.3.1.1; a signature is 10 bytes, which are 16 letters and digits of base32.
    [Fact]
    public void The_signed_format_fits_into_the_local_part_of_an_address()
    {
        var fragment = Assert.Single(Fragments, row => row.Data.StartsWith("\"unsubscribe\"", StringComparison.Ordinal)).Data;
        var start = fragment.IndexOf("\"format\": \"", StringComparison.Ordinal) + "\"format\": \"".Length;
        var format = Format(fragment[start..fragment.IndexOf('"', start)]);

        var address = format.Render(new AddressTokens("ll381bxshm01e", "cn417nrhmv922", "bs224mf5v20f4", Signature: new string('a', 16)), "fbl-unsub.example.com");

        Assert.True(format.IsSigned);
        Assert.NotNull(address);
        Assert.InRange(address.IndexOf('@', StringComparison.Ordinal), 1, 64);
    }

    // Step by step as the recipe says, and then as the program does it.
    [Fact]
    public void The_worked_signature_is_what_the_recipe_and_the_program_make()
    {
        var section = Repository.Section("### Signed addresses");
        var command = string.Concat(Assert.Single(Repository.Blocks(section, "sh"), block => block[0].StartsWith("printf ", StringComparison.Ordinal)));
        var lines = Between(command, "printf '", "'").Replace("\\n", "\n", StringComparison.Ordinal);
        var secret = Between(command, "-hmac '", "'");
        var documented = Assert.Single(Repository.Blocks(section, "text"))[0];
        var tokens = new AddressTokens("ll381bxshm01e", "cn417nrhmv922", "bs224mf5v20f4");
        var format = Format(Between(section, "\"format\": \"", "\""));

        Assert.Equal($"subscriber={tokens.Subscriber}\nlist={tokens.List}\ncampaign={tokens.Campaign}\n", lines);
        var bytes = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(lines))[..10];
        var bits = string.Concat(bytes.Select(octet => octet.ToString("b8", CultureInfo.InvariantCulture)));
        Assert.Equal(documented, string.Concat(bits.Chunk(5).Select(five => "abcdefghijklmnopqrstuvwxyz234567"[Convert.ToInt32(new string(five), 2)])));
        Assert.Equal(documented, AddressSigner.Sign(secret, format, tokens));
        Assert.Contains($"`{format.Render(tokens with { Signature = documented }, "fbl-unsub.example.com")}`", section, StringComparison.Ordinal);
    }

    [Fact]
    public void The_exit_codes_of_unsubhandler_are_the_two_that_PowerMTA_may_see() => Assert.Equal(
        [$"{ExitCodes.Ok}", $"{ExitCodes.TempFail}"], Repository.Rows(Repository.Section("### Exit codes of unsubhandler")).Select(row => row[0]));

    [Theory]
    [InlineData("config/powermta.conf")]
    [InlineData("config/bouncehandler-drain.service")]
    [InlineData("config/bouncehandler-drain.timer")]
    [InlineData("config/logstash.conf")]
    [InlineData("config/logrotate.conf")]
    [InlineData("config/bouncehandler.json")]
    public void Every_shipped_file_is_named(string path) => Assert.Contains(path, Repository.Readme, StringComparison.Ordinal);

    private static Settings Read(string fragment)
    {
        var json = fragment.StartsWith("\"on", StringComparison.Ordinal)
            ? $$"""{ "providers": { "mailwizz": { {{MailWizz}}, {{fragment}} } } }"""
            : $$"""{ "providers": { "mailwizz": { {{MailWizz}} } }, {{fragment}} }""";
        return SettingsReader.Read(Encoding.UTF8.GetBytes(json), "/etc/bouncehandler/bouncehandler.json", ProviderRegistry.Types, Secrets);
    }

    private static AddressFormat Format(string text) =>
        AddressFormat.TryCompile(text, out var format, out var error) ? format : throw new InvalidOperationException(error);

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    private static string MailboxIn(string header)
    {
        var start = header.IndexOf("<mailto:", StringComparison.Ordinal) + "<mailto:".Length;
        return header[start..header.IndexOf('?', start)];
    }
}
