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
    private readonly bool _anySenders;
    private readonly int _tenants;

    public Router(IEnumerable<ProviderDefinition> providers, IReadOnlyList<SenderPattern> transactionalSenders)
    {
        var all = providers.ToList();
        _tools = [.. all.Where(p => !p.FollowsOthers).Select(p => new Tool(p.Name, p.Tenant ?? "", Patterns(p)))];
        _followers = [.. all.Where(p => p.FollowsOthers).Select(p => p.Name)];
        _transactional = transactionalSenders;
        _anySenders = _tools.Any(tool => tool.Senders.Count > 0);
        _tenants = _tools.Select(tool => tool.Tenant).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>True if some provider names this very sender, not only its domain.</summary>
    public bool NamesSender(string sender) =>
        Parse(sender) is { } address && _tools.Any(tool => tool.Senders.Any(pattern => pattern.IsAddress && pattern.Covers(address)));

    /// <summary>Every route there can be.</summary>
    public IEnumerable<Route> All => _tools.Select(tool => new Route(tool.Name, tool.Tenant))
        .Concat(_followers.SelectMany(name => Tenants(_tools).Select(tenant => new Route(name, tenant))));

    /// <summary>Routes a bounce by its envelope sender.</summary>
    public Routing OfBounce(string sender, Verdict verdict)
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
