using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers.Sections;

namespace BounceHandler.Providers.Interspire;

/// <summary>Reads a section of type <c>interspire</c>.</summary>
public static class InterspireType
{
    /// <summary>The value of <c>"type"</c>.</summary>
    public const string Name = "interspire";

    private const string ActionNames = "unsubscribe, bounce, ban";

    private static readonly SectionKey UserId = new("userId", "the XML username");
    private static readonly SectionKey ApiKey = new("apiKey", "the XML token");
    private static readonly SectionKey ListRefresh = new("listRefreshSeconds", "a whole number from 1 to 86400");

    private static readonly SectionKey[] Keys =
    [
        SectionKey.Type, SectionKey.Endpoint, UserId, ApiKey, SectionKey.Senders, SectionKey.Tenant, ListRefresh,
        new("onHard", $"a list of {ActionNames}"), new("onSoft", $"a list of {ActionNames}"), new("onComplaint", $"a list of {ActionNames}"),
        new("onUnsubscribe", $"a list of {ActionNames}"), SectionKey.Concurrency, SectionKey.TimeoutSeconds,
    ];

    private static readonly InterspireSettingsContext Shown =
        new(new JsonSerializerOptions(InterspireSettingsContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Reads the section; throws <see cref="ConfigurationException"/>.</summary>
    public static ProviderDefinition Read(ProviderSection section)
    {
        var check = new CheckedSection(section, Keys);
        var settings = check.Read(InterspireSettingsContext.Default.InterspireSettings);
        var endpoint = RemoteKeys.Endpoint(check, settings.Endpoint);
        RemoteKeys.Senders(check, settings.Senders);
        RemoteKeys.Tenant(check, settings.Tenant);
        RemoteKeys.Range(check, ListRefresh, settings.ListRefreshSeconds, 1, 86_400);
        RemoteKeys.Range(check, SectionKey.Concurrency, settings.Concurrency, 1, 256);
        RemoteKeys.Range(check, SectionKey.TimeoutSeconds, settings.TimeoutSeconds, 1, 600);
        if (string.IsNullOrWhiteSpace(settings.UserId) || !settings.UserId.All(XmlConvert.IsXmlChar))
            throw check.Wrong(UserId);
        if (settings.ApiKey.Length == 0)
            throw check.Wrong(ApiKey);
        var token = check.Secret(ApiKey, settings.ApiKey);
        var rules = new InterspireRules(new Dictionary<EventKind, InterspireActions>
        {
            [EventKind.HardBounce] = ReadActions(check, "onHard", settings.OnHard),
            [EventKind.SoftBounce] = ReadActions(check, "onSoft", settings.OnSoft),
            [EventKind.Block] = InterspireActions.None,
            [EventKind.Complaint] = ReadActions(check, "onComplaint", settings.OnComplaint),
            [EventKind.Unsubscribe] = ReadActions(check, "onUnsubscribe", settings.OnUnsubscribe),
        });
        var url = settings.Endpoint.TrimEnd('/');
        return new ProviderDefinition
        {
            Name = section.Name,
            Type = Name,
            Endpoint = url,
            Host = endpoint.IdnHost.ToLowerInvariant(),
            Senders = settings.Senders,
            Tenant = settings.Tenant,
            Concurrency = settings.Concurrency,
            CountsSoftBounces = rules.CountsSoftBounces,
            Shown = JsonSerializer.Serialize(settings.Masked(), Shown.InterspireSettings),
            Create = services => new InterspireProvider(
                new InterspireClient(url, settings.UserId, token, TimeSpan.FromSeconds(settings.TimeoutSeconds), services.Time),
                rules,
                TimeSpan.FromSeconds(settings.ListRefreshSeconds),
                services.Time),
        };
    }

    private static InterspireActions ReadActions(CheckedSection check, string key, string[] names) =>
        (InterspireActions)RemoteKeys.Actions(check, key, names,
            ("unsubscribe", (int)InterspireActions.Unsubscribe), ("bounce", (int)InterspireActions.Bounce), ("ban", (int)InterspireActions.Ban));
}
