using BounceHandler.Configuration;
using BounceHandler.Providers;
using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Tests.Providers.Sections;

public sealed class SectionTests
{
    private const string Good = """ "type": "mailwizz", "endpoint": "https://m.example/api", "apiKey": "k" """;

    [Theory]
    [InlineData("\"endpont\": \"x\"", "endpont: expected one of the keys type, endpoint, apiKey")]
    [InlineData("\"user\u0085Id\": 4", "user?Id: expected one of the keys")]
    [InlineData("\"Concurrency\": 4", "Concurrency: expected one of the keys")]
    [InlineData("\"apiKey\": \"k2\"", "apiKey: expected once, and it stands on line 10 already")]
    [InlineData("\"concurrency\": \"4\"", "concurrency: expected a whole number from 1 to 256")]
    [InlineData("\"concurrency\": 4.5", "concurrency: expected a whole number from 1 to 256")]
    [InlineData("\"concurrency\": 0", "concurrency: expected a whole number from 1 to 256")]
    [InlineData("\"concurrency\": 257", "concurrency: expected a whole number from 1 to 256")]
    [InlineData("\"timeoutSeconds\": 601", "timeoutSeconds: expected a whole number from 1 to 600")]
    [InlineData("\"timeoutSeconds\": null", "timeoutSeconds: expected a whole number from 1 to 600")]
    [InlineData("\"senders\": \"a@example.com\"", "senders: expected sender patterns")]
    [InlineData("\"senders\": null", "senders: expected sender patterns")]
    [InlineData("\"senders\": [null]", "senders[0]: expected an address, *@domain or *.domain")]
    [InlineData("\"senders\": [\"a@example.com\", \"example.com\"]", "senders[1]: expected an address, *@domain or *.domain")]
    [InlineData("\"senders\": [\"*\"]", "senders[0]: expected an address, *@domain or *.domain")]
    [InlineData("\"senders\": [\"*@*.example.com\"]", "senders[0]: expected an address, *@domain or *.domain")]
    [InlineData("\"senders\": [\"\"]", "senders[0]: expected an address, *@domain or *.domain")]
    [InlineData("\"tenant\": \"\"", "tenant: expected a name")]
    [InlineData("\"campaignFromJobId\": \"mailwizz-\"", "campaignFromJobId: expected a text that holds {campaign} once")]
    [InlineData("\"campaignFromJobId\": \"{campaign}{campaign}\"", "campaignFromJobId: expected a text that holds {campaign} once")]
    [InlineData("\"onHard\": [\"delete\"]", "onHard[0]: expected one of bounce, bounce-soft, bounce-internal, unsubscribe, blacklist")]
    [InlineData("\"onHard\": [\"unsubscribe\", \"unsubscribe\"]", "onHard[1]: expected one of")]
    [InlineData("\"onHard\": [\"bounce\", \"bounce-soft\"]", "onHard: expected at most one of bounce, bounce-soft, bounce-internal")]
    [InlineData("\"onUnsubscribe\": [\"bounce\"]", "onUnsubscribe[0]: expected one of unsubscribe, blacklist")]
    [InlineData("\"onBlock\": [\"bounce-internal\", \"unsubscribe\"]", "onBlock[1]: expected one of bounce, bounce-soft, bounce-internal, each at most once")]
    [InlineData("\"onBlock\": [\"blacklist\"]", "onBlock[0]: expected one of bounce, bounce-soft, bounce-internal, each at most once")]
    [InlineData("\"onSoft\": {}", "onSoft: expected a list of bounce")]
    [InlineData("\"publicKey\": \"p\"", "apiKey: expected exactly one of apiKey, publicKey with privateKey")]
    public void A_mistake_is_named_with_its_line(string mistake, string expected)
    {
        var json = $"{{ // a comment\n{Good},\n\n {mistake}\n}}";
        var error = Assert.Throws<ConfigurationException>(() => MailWizzType.Read(TestSection.Of(json, firstLine: 9)));
        var line = mistake.StartsWith("\"publicKey", StringComparison.Ordinal) ? 10 : 12;
        Assert.StartsWith($"t.json:{line}: providers.p.{expected}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"type\": \"mailwizz\", \"apiKey\": \"k\" }", "endpoint: expected an absolute http or https URL")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"m.example/api\", \"apiKey\": \"k\" }", "endpoint: expected an absolute http or https URL")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"ftp://m.example/api\", \"apiKey\": \"k\" }", "endpoint: expected an absolute http or https URL")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"https://u:p@m.example/api\", \"apiKey\": \"k\" }", "endpoint: expected an absolute http or https URL")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"https://m.example/api?x=1\", \"apiKey\": \"k\" }", "endpoint: expected an absolute http or https URL")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"https://m.example/api\" }", "apiKey: expected exactly one of")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"https://m.example/api\", \"privateKey\": \"k\" }", "privateKey: expected exactly one of")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"https://m.example/api\", \"apiKey\": \"env:UNSET\" }", "apiKey: expected the API key of MailWizz 2.x, and the environment variable UNSET is not set")]
    [InlineData("{ \"type\": \"mailwizz\", \"endpoint\": \"https://m.example/api\", \"apiKey\": \"top secret\" }", "apiKey: expected the API key of MailWizz 2.x in printable ASCII")]
    [InlineData("{ \"type\": \"interspire\", \"endpoint\": \"https://i.example/xml.php\", \"apiKey\": \"k\" }", "userId: expected the XML username")]
    [InlineData("{ \"type\": \"interspire\", \"endpoint\": \"https://i.example/xml.php\", \"userId\": \"u\" }", "apiKey: expected the XML token")]
    [InlineData("{ \"type\": \"interspire\", \"endpoint\": \"https://i.example/xml.php\", \"userId\": \"u\", \"apiKey\": \"k\", \"onHard\": [\"blacklist\"] }", "onHard[0]: expected one of unsubscribe, bounce, ban")]
    [InlineData("{ \"type\": \"interspire\", \"endpoint\": \"https://i.example/xml.php\", \"userId\": \"u\", \"apiKey\": \"k\", \"onBlock\": [] }", "onBlock: expected one of the keys")]
    [InlineData("{ \"type\": \"suppression-list\", \"enabled\": \"yes\" }", "enabled: expected true or false")]
    [InlineData("{ \"type\": \"suppression-list\", \"senders\": [] }", "senders: expected one of the keys type, enabled")]
    public void What_is_missing_or_impossible_is_named_without_its_value(string json, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => TestSection.Read(json));
        Assert.StartsWith($"t.json:1: providers.p.{expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_hold_where_nothing_is_said()
    {
        var definition = TestSection.Read($"{{ {Good}, \"senders\": [\"a@x.example\", \"*@news.example.com\", \"*.example.net\"], }}");
        Assert.Equal(("mailwizz", "https://m.example/api", "m.example", 4, null), (definition.Type, definition.Endpoint, definition.Host, definition.Concurrency, definition.Tenant));
        Assert.Equal(
            """{"type":"mailwizz","endpoint":"https://m.example/api","apiKey":"***","publicKey":null,"privateKey":null,"senders":["a@x.example","*@news.example.com","*.example.net"],"tenant":null,"campaignFromJobId":"mailwizz-{campaign}","onHard":["bounce","unsubscribe"],"onSoft":["bounce"],"onBlock":[],"onComplaint":["bounce","unsubscribe"],"onUnsubscribe":["unsubscribe"],"concurrency":4,"timeoutSeconds":30}""",
            definition.Shown);
    }

    [Fact]
    public void Secrets_are_resolved_and_never_shown()
    {
        var definition = TestSection.Read("""{ "type": "interspire", "endpoint": "https://I.example/xml.php", "userId": "u+1", "apiKey": "env:SECRET" }""");
        Assert.Equal(
            """{"type":"interspire","endpoint":"https://I.example/xml.php","userId":"u+1","apiKey":"***","senders":[],"tenant":null,"listRefreshSeconds":600,"onHard":["unsubscribe"],"onSoft":[],"onComplaint":["unsubscribe"],"onUnsubscribe":["unsubscribe"],"concurrency":4,"timeoutSeconds":30}""",
            definition.Shown);
        Assert.Equal("i.example", definition.Host);
    }

    [Fact]
    public void Each_type_is_found_by_its_name_and_no_other_is()
    {
        Assert.All(ProviderRegistry.Types, type => Assert.Same(type, ProviderRegistry.Find(type.Name)));
        Assert.NotNull(ProviderRegistry.Find(InterspireType.Name));
        Assert.Null(ProviderRegistry.Find("Interspire"));
    }

    [Fact]
    public void The_line_of_a_list_element_is_its_own()
    {
        var json = $"{{ {Good},\n\"senders\": [\n\"a@x.example\",\n\"nonsense\" ] }}";
        var error = Assert.Throws<ConfigurationException>(() => MailWizzType.Read(TestSection.Of(json)));
        Assert.StartsWith("t.json:4: providers.p.senders[1]: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"mailwizz\"")]
    [InlineData("{ \"type\": ")]
    public void A_section_is_an_object(string json) =>
        Assert.StartsWith("t.json:1: providers.p: expected a JSON object", Assert.Throws<ConfigurationException>(() => MailWizzType.Read(TestSection.Of(json))).Message, StringComparison.Ordinal);
}
