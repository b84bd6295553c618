using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Classification;

/// <summary>
/// Which providers an event goes to. Ordinary bounces follow the sender; what concerns a person everywhere (complaints, plain addresses, hard bounces of
/// transactional mail) goes to every provider of the tenant, and never to another tenant's lists.
/// </summary>
public sealed class Router
{
    private readonly List<Tool> _tools;
    private readonly List<string> _followers;
    private readonly IReadOnlyList<SenderPattern> _transactional;
    private readonly HashSet<string> _counting;
    private readonly bool _anySenders;
    private readonly int _tenants;

    // A campaign's bounces come one after the other and go the same way.
    private readonly (string Sender, Routing Routing)?[] _last = new (string, Routing)?[Enum.GetValues<Verdict>().Length];

    public Router(IEnumerable<ProviderDefinition> providers, IReadOnlyList<SenderPattern> transactionalSenders)
    {
        var all = providers.ToList();
        _tools = [.. all.Where(p => !p.FollowsOthers).Select(p => new Tool(p.Name, p.Tenant ?? "", Patterns(p)))];
        _followers = [.. all.Where(p => p.FollowsOthers).Select(p => p.Name)];
        _counting = [.. all.Where(p => p.CountsSoftBounces).Select(p => p.Name)];
        _transactional = transactionalSenders;
        _anySenders = _tools.Any(tool => tool.Senders.Count > 0);
        _tenants = _tools.Select(tool => tool.Tenant).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>True if some provider names this very sender, not only its domain.</summary>
    public bool NamesSender(string sender) =>
        Parse(sender) is { } address && _tools.Any(tool => tool.Senders.Any(pattern => pattern.IsAddress && pattern.Covers(address)));

    /// <summary>True if a provider's patterns match a sender.</summary>
    public bool IsSenderOf(string provider, string sender) =>
        Parse(sender) is { } address && _tools.Any(tool => tool.Name == provider && tool.Senders.Any(pattern => pattern.Matches(address)));

    /// <summary>Every route there can be.</summary>
    public IEnumerable<Route> All => _tools.Select(tool => new Route(tool.Name, tool.Tenant))
        .Concat(_followers.SelectMany(name => Tenants(_tools).Select(tenant => new Route(name, tenant))));

    /// <summary>Routes a bounce by its envelope sender.</summary>
    public Routing OfBounce(string sender, Verdict verdict)
    {
        if (_last[(int)verdict] is var (last, known) && last == sender)
            return known;
        var routing = Find(sender, verdict);
        _last[(int)verdict] = (sender, routing);
        return routing;
    }

    /// <summary>Where a bounce goes whose soft ones have added up: as a hard one of its sender, without the providers that count by themselves.</summary>
    public IReadOnlyList<Route> OfSoftBounces(string sender) =>
        OfBounce(sender, Verdict.Hard) is Routing.Found(var routes) ? [.. routes.Where(route => !_counting.Contains(route.Provider))] : [];

    private Routing Find(string sender, Verdict verdict)
    {
        var address = Parse(sender);
        var isTransactional = verdict == Verdict.Hard && address is not null && _transactional.Any(pattern => pattern.Matches(address));
        if (isTransactional || !_anySenders)
            return OfTenant(address);
        var matching = Matching(address);
        return matching.Count == 0 ? new Routing.NoRoute() : WithFollowers(matching);
    }

    /// <summary>Routes to every provider of the sender's tenant; of the only tenant where there is one.</summary>
    public Routing OfTenant(string sender) => OfTenant(Parse(sender));

    /// <summary>
    /// Routes a complaint to every provider of its tenant. With several tenants: that of the first sender which belongs to one; else that of the first
    /// providers which all belong to the same.
    /// </summary>
    /// <param name="senders">Senders of the reported mail, as written; at least one.</param>
    /// <param name="named">Names of providers, as each address in the mail's List-Unsubscribe header names them.</param>
    public Routing OfComplaint(IEnumerable<string> senders, IEnumerable<IReadOnlyList<string>> named)
    {
        foreach (var sender in senders)
        {
            if (OfTenant(sender) is Routing.Found found)
                return found;
        }

        foreach (var providers in named)
        {
            var tenants = _tools.Where(tool => providers.Contains(tool.Name)).Select(tool => tool.Tenant).ToHashSet(StringComparer.Ordinal);
            if (tenants.Count == 1)
                return WithFollowers([.. _tools.Where(tool => tenants.Contains(tool.Tenant))]);
        }

        return new Routing.NoTenant();
    }

    /// <summary>
    /// Where else an event goes once one provider has told whom its reference names, within that route's tenant and never to the route itself. A
    /// complaint goes to every other provider; an unsubscribe concerns one provider's list, so only those that follow the others learn of it.
    /// </summary>
    /// <param name="route">Where the recipient became known.</param>
    /// <param name="kind">What happened.</param>
    public IReadOnlyList<Route> Beside(Route route, EventKind kind) =>
    [
        .. (kind == EventKind.Complaint ? _tools.Where(tool => tool.Tenant == route.Tenant).Select(tool => tool.Name) : [])
            .Concat(_followers).Select(name => route with { Provider = name }).Where(other => other != route),
    ];

    private Routing OfTenant(EmailAddress? sender)
    {
        if (_tenants <= 1)
            return WithFollowers(_tools);
        var tenants = Matching(sender).Select(tool => tool.Tenant).ToHashSet(StringComparer.Ordinal);
        return tenants.Count == 0 ? new Routing.NoTenant() : WithFollowers([.. _tools.Where(tool => tenants.Contains(tool.Tenant))]);
    }

    private List<Tool> Matching(EmailAddress? sender) =>
        sender is null ? [] : [.. _tools.Where(tool => tool.Senders.Any(pattern => pattern.Matches(sender)))];

    private static EmailAddress? Parse(string sender) => EmailAddress.TryParse(sender, out var address) ? address : null;

    private static List<SenderPattern> Patterns(ProviderDefinition provider) =>
        [.. provider.Senders.Select(text => SenderPattern.TryParse(text, out var pattern) ? pattern : throw new ConfigurationException(
            $"providers.{provider.Name}.senders: \"{text}\" is neither an address nor *@domain nor *.domain"))];

    private Routing.Found WithFollowers(List<Tool> tools) => new(
    [
        .. tools.Select(tool => new Route(tool.Name, tool.Tenant)),
        .. _followers.SelectMany(name => Tenants(tools).Select(tenant => new Route(name, tenant))),
    ]);

    // Without any campaign tool the suppression list is on its own, in the default tenant.
    private static IEnumerable<string> Tenants(List<Tool> tools) =>
        tools.Count == 0 ? [""] : tools.Select(tool => tool.Tenant).Distinct(StringComparer.Ordinal);

    private sealed record Tool(string Name, string Tenant, IReadOnlyList<SenderPattern> Senders);
}
