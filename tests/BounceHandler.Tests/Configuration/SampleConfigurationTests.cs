using System.Text.Json;
using System.Text.RegularExpressions;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Configuration;

/// <summary><c>config/bouncehandler.json</c> is documentation, and documentation that is not executed goes stale.</summary>
public sealed partial class SampleConfigurationTests
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static string Sample { get; } = File.ReadAllText(PathOfSample());

    private static string Defaults { get; } =
        SettingsDisplay.ToJson(SettingsReader.Defaults(FakeProviders.Registry, FakeProviders.Secrets));

    private static string SwitchedOn { get; } = SwitchedOffMark().Replace(Sample, "$1");

    [Fact]
    public void The_sample_equals_the_built_in_defaults() =>
        Assert.Equal(
            Defaults,
            SettingsDisplay.ToJson(FakeProviders.Read(Sample)));

    [Fact]
    public void The_sample_shows_every_setting_in_the_order_of_the_configuration_in_force()
    {
        using var sample = JsonDocument.Parse(Sample, Tolerant);
        using var shown = JsonDocument.Parse(Defaults);

        Assert.Equal(Keys(shown.RootElement), Keys(sample.RootElement));
    }

    [Fact]
    public void Every_property_of_the_settings_is_a_key_of_the_sample()
    {
        using var sample = JsonDocument.Parse(Sample, Tolerant);

        Assert.Equal(
            Properties(typeof(Settings), "").Except(["configurationFile", "ownReplyRules"]).Order(),
            Keys(sample.RootElement).Where(key => !key.StartsWith("providers.", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Both_campaign_tools_are_valid_when_they_are_switched_on()
    {
        var settings = FakeProviders.Read(SwitchedOn);

        Assert.Equal(["mailwizz", "interspire", "suppressions"], settings.Providers.Select(provider => provider.Name));
        Assert.Equal(["mailwizz", "interspire", "suppression-list"], settings.Providers.Select(provider => provider.Type));
    }

    [Fact]
    public void The_campaign_tools_show_every_key()
    {
        using var json = JsonDocument.Parse(SwitchedOn, Tolerant);
        var providers = json.RootElement.GetProperty("providers");

        Assert.Equal(
            [
                "type", "endpoint", "apiKey", "senders", "tenant", "campaignFromJobId", "onHard", "onSoft", "onBlock", "onComplaint", "onUnsubscribe",
                "concurrency", "timeoutSeconds",
            ],
            providers.GetProperty("mailwizz").EnumerateObject().Select(key => key.Name));
        Assert.Equal(
            [
                "type", "endpoint", "userId", "apiKey", "senders", "tenant", "listRefreshSeconds", "onHard", "onSoft", "onComplaint", "onUnsubscribe",
                "concurrency", "timeoutSeconds",
            ],
            providers.GetProperty("interspire").EnumerateObject().Select(key => key.Name));
    }

    private static IEnumerable<string> Keys(JsonElement element, string path = "") =>
        element.EnumerateObject().SelectMany(key => key.Value.ValueKind == JsonValueKind.Object
            ? Keys(key.Value, $"{path}{key.Name}.").Prepend(path + key.Name)
            : [path + key.Name]);

    private static IEnumerable<string> Properties(Type type, string path) => type.GetProperties().SelectMany(property =>
    {
        var name = path + char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        return property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal)
            ? Properties(property.PropertyType, name + ".").Prepend(name)
            : [name];
    });

    private static string PathOfSample()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BounceHandler.sln")))
            directory = directory.Parent;
        return Path.Combine(directory?.FullName ?? ".", "config", "bouncehandler.json");
    }

    // As the sample's first lines explain.
    [GeneratedRegex(@"^( *)//(?=\S)", RegexOptions.Multiline)]
    private static partial Regex SwitchedOffMark();
}
