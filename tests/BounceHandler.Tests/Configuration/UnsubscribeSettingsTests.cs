namespace BounceHandler.Tests.Configuration;

public sealed class UnsubscribeSettingsTests
{
    private const string Providers =
        """ "providers": { "a": { "type": "mailwizz" }, "b": { "type": "interspire" }, "c": { "type": "mailwizz" } } """;

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    public void Where_no_forms_are_configured_every_mailwizz_provider_has_the_usual_one(string addresses)
    {
        var section = addresses.Length == 0 ? "" : $$""", "unsubscribe": { "addresses": {{addresses}} } """;
        Assert.Equal(
            ["{subscriber}.{list}.{campaign}@* of a", "{subscriber}.{list}.{campaign}@* of c"], InForce($$"""{ {{Providers}} {{section}} }"""));
    }

    [Fact]
    public void Configured_forms_replace_the_usual_one_and_none_stays_none()
    {
        const string Own = """[{ "format": "{address}.{signature}@u.example", "provider": "b", "secret": "topsecret" }]""";
        Assert.Equal(["{address}.{signature}@u.example of b"], InForce($$"""{ {{Providers}}, "unsubscribe": { "addresses": {{Own}} } }"""));
        Assert.Empty(InForce($$"""{ {{Providers}}, "unsubscribe": { "addresses": [] } }"""));
    }

    // As text: so that what is logged of a form never holds its secret.
    private static IEnumerable<string> InForce(string json)
    {
        var settings = FakeProviders.Read(json);
        return settings.Unsubscribe.InForce(settings.Providers).Select(form => form.ToString());
    }
}
