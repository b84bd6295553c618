using System.Text.Json.Nodes;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>Builds a configuration: the directory's own log and state, short waits, and whatever a test sets.</summary>
internal sealed class TestConfiguration
{
    private readonly JsonObject _root;
    private readonly JsonObject _providers = [];

    public TestConfiguration(TestDirectory directory)
    {
        _root = new JsonObject
        {
            ["log"] = new JsonObject { ["file"] = directory.LogFile },
            ["stateDirectory"] = directory.State,
            ["evidence"] = "off",
            ["brake"] = new JsonObject { ["enabled"] = false },
            ["delivery"] = new JsonObject { ["firstRetrySeconds"] = 1, ["maxRetrySeconds"] = 2, ["drainSeconds"] = 60 },
            ["providers"] = _providers,
        };
    }

    /// <summary>Sets a key to a JSON value; dots lead into sections.</summary>
    public TestConfiguration Set(string key, string json)
    {
        var parts = key.Split('.');
        var section = _root;
        foreach (var part in parts[..^1])
        {
            if (section[part] is not JsonObject inner)
                section[part] = inner = [];
            section = inner;
        }

        section[parts[^1]] = JsonNode.Parse(json);
        return this;
    }

    public TestConfiguration Remove(string provider)
    {
        _providers.Remove(provider);
        return this;
    }

    /// <summary>Adds the server's MailWizz with the credentials that its mode asks for; <paramref name="more"/> is an object with further keys.</summary>
    public TestConfiguration MailWizz(CampaignServer server, string more = "{}", string name = "mailwizz", MailWizzCustomer? customer = null)
    {
        customer ??= server.MailWizz.DefaultCustomer;
        var section = Section("mailwizz", server.MailWizzEndpoint, more);
        section[server.Options.MailWizz.Mode == MailWizzMode.V2 ? "apiKey" : "publicKey"] = customer.Key;
        if (server.Options.MailWizz.Mode == MailWizzMode.V1Signed)
            section["privateKey"] = customer.PrivateKey;
        _providers[name] = section;
        return this;
    }

    /// <summary>Adds the server's Interspire.</summary>
    public TestConfiguration Interspire(CampaignServer server, string more = "{}", string name = "interspire")
    {
        var section = Section("interspire", server.InterspireEndpoint, more);
        section["userId"] = InterspireState.DefaultUser;
        section["apiKey"] = InterspireState.DefaultToken;
        _providers[name] = section;
        return this;
    }

    public override string ToString() => _root.ToString();

    private static JsonObject Section(string type, string endpoint, string more)
    {
        var section = JsonNode.Parse(more)!.AsObject();
        section["type"] = type;
        // Its place does not matter to the program, but a test may have asked for another endpoint.
        section["endpoint"] ??= endpoint;
        return section;
    }
}
