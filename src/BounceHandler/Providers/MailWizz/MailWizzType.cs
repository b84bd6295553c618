using System.Text.Encodings.Web;
using System.Text.Json;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers.Sections;

namespace BounceHandler.Providers.MailWizz;

/// <summary>Reads a section of type <c>mailwizz</c>.</summary>
public static class MailWizzType
{
    /// <summary>The value of <c>"type"</c>.</summary>
    public const string Name = "mailwizz";

    private static readonly SectionKey ApiKey = new("apiKey", "the API key of MailWizz 2.x");
    private static readonly SectionKey PublicKey = new("publicKey", "the public key of MailWizz 1.x");
    private static readonly SectionKey PrivateKey = new("privateKey", "the private key of MailWizz 1.x");
    private static readonly SectionKey JobId = new("campaignFromJobId", "a text that holds {campaign} once");
    private static readonly SectionKey[] Actions =
    [
        .. Enum.GetValues<EventKind>()
            .Select(kind => new SectionKey(KeyOf(kind), $"a list of {string.Join(", ", Known(kind).Select(action => action.Name))}")),
    ];

    private static readonly SectionKey[] Keys =
    [
        SectionKey.Type, SectionKey.Endpoint, ApiKey, PublicKey, PrivateKey, SectionKey.Senders, SectionKey.Tenant, JobId, .. Actions,
        SectionKey.Concurrency, SectionKey.TimeoutSeconds,
    ];

    private static readonly MailWizzSettingsContext Shown =
        new(new JsonSerializerOptions(MailWizzSettingsContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Reads the section; throws <see cref="ConfigurationException"/>.</summary>
    public static ProviderDefinition Read(ProviderSection section)
    {
        var check = new CheckedSection(section, Keys);
        var settings = check.Read(MailWizzSettingsContext.Default.MailWizzSettings);
        var endpoint = RemoteKeys.Endpoint(check, settings.Endpoint);
        RemoteKeys.Senders(check, settings.Senders);
        RemoteKeys.Tenant(check, settings.Tenant);
        RemoteKeys.Range(check, SectionKey.Concurrency, settings.Concurrency, 1, 256);
        RemoteKeys.Range(check, SectionKey.TimeoutSeconds, settings.TimeoutSeconds, 1, 600);
        var rules = new MailWizzRules(
            CampaignPattern.TryParse(settings.CampaignFromJobId) ?? throw check.Wrong(JobId),
            Enum.GetValues<EventKind>().Where(kind => kind != EventKind.Restore).ToDictionary(kind => kind, kind => ReadActions(check, kind, NamesOf(settings, kind))));
        var credentials = ReadCredentials(check, settings);
        var baseUrl = settings.Endpoint.TrimEnd('/');
        return new ProviderDefinition
        {
            Name = section.Name,
            Type = Name,
            Endpoint = baseUrl,
            Host = endpoint.IdnHost.ToLowerInvariant(),
            Senders = settings.Senders,
            Tenant = settings.Tenant,
            Concurrency = settings.Concurrency,
            CountsSoftBounces = rules.BounceTypeOf(EventKind.SoftBounce) == "soft",
            Shown = JsonSerializer.Serialize(settings.Masked(), Shown.MailWizzSettings),
            Create = services => new MailWizzProvider(
                new MailWizzClient(baseUrl, credentials, TimeSpan.FromSeconds(settings.TimeoutSeconds), services.Time), rules, services.Time),
        };
    }

    private static MailWizzCredentials ReadCredentials(CheckedSection check, MailWizzSettings settings)
    {
        const string exactlyOne = "exactly one of apiKey, publicKey with privateKey, or publicKey alone (an installation that checks no signatures)";
        if (settings.ApiKey is { } key && settings.PublicKey is null && settings.PrivateKey is null)
            return new MailWizzCredentials.ApiKey(check.Secret(ApiKey, key));
        if (settings.ApiKey is not null || settings.PublicKey is null)
            throw check.Wrong(settings.ApiKey is null && settings.PrivateKey is not null ? PrivateKey.Name : ApiKey.Name, exactlyOne);
        return new MailWizzCredentials.Keys(
            check.Secret(PublicKey, settings.PublicKey), settings.PrivateKey is null ? null : check.Secret(PrivateKey, settings.PrivateKey));
    }

    private static MailWizzActions ReadActions(CheckedSection check, EventKind kind, string[] names)
    {
        var actions = (MailWizzActions)RemoteKeys.Actions(check, KeyOf(kind), names, Known(kind));
        if (int.PopCount((int)(actions & MailWizzActions.AnyBounce)) > 1)
            throw check.Wrong(KeyOf(kind), "at most one of bounce, bounce-soft, bounce-internal: a campaign holds one bounce for a subscriber");
        return actions;
    }

    // A request to be removed is no bounce: MailWizz has no type for it. A block is about the sender: it takes nobody off a list.
    private static (string Name, int Flag)[] Known(EventKind kind)
    {
        (string, int)[] removals = [("unsubscribe", (int)MailWizzActions.Unsubscribe), ("blacklist", (int)MailWizzActions.Blacklist)];
        (string, int)[] bounces =
        [
            ("bounce", (int)MailWizzActions.Bounce), ("bounce-soft", (int)MailWizzActions.BounceSoft),
            ("bounce-internal", (int)MailWizzActions.BounceInternal),
        ];
        return kind switch
        {
            EventKind.Unsubscribe => removals,
            EventKind.Block => bounces,
            _ => [.. bounces, .. removals],
        };
    }

    private static string KeyOf(EventKind kind) => kind switch
    {
        EventKind.HardBounce => "onHard",
        EventKind.SoftBounce => "onSoft",
        EventKind.Block => "onBlock",
        EventKind.Complaint => "onComplaint",
        _ => "onUnsubscribe",
    };

    private static string[] NamesOf(MailWizzSettings settings, EventKind kind) => kind switch
    {
        EventKind.HardBounce => settings.OnHard,
        EventKind.SoftBounce => settings.OnSoft,
        EventKind.Block => settings.OnBlock,
        EventKind.Complaint => settings.OnComplaint,
        _ => settings.OnUnsubscribe,
    };
}
