using BounceHandler.Providers;

namespace BounceHandler.Classification;

/// <summary>Routes of an event that names its providers itself, instead of following from a sender.</summary>
/// <param name="definitions">All configured providers.</param>
public sealed class ProviderRoutes(IReadOnlyList<ProviderDefinition> definitions)
{
    /// <summary>
    /// The providers named, and for their tenants the local suppression list. Where that alone is named the only tenant counts; with several nobody
    /// can say whose list is meant.
    /// </summary>
    /// <param name="names">Names as configured; others are ignored.</param>
    public IReadOnlyList<Route> Of(IReadOnlyCollection<string> names)
    {
        var tools = Tools().Where(tool => names.Contains(tool.Provider)).ToList();
        var tenants = Tenants(tools);
        var followers = definitions.Where(definition => definition.FollowsOthers).ToList();
        if (tools.Count == 0 && followers.Exists(follower => names.Contains(follower.Name)))
            tenants = Tenants(Tools()) is [] ? [""] : Tenants(Tools()) is [var only] ? [only] : [];
        return [.. tools, .. followers.SelectMany(follower => tenants.Select(tenant => new Route(follower.Name, tenant)))];
    }

    private IEnumerable<Route> Tools() =>
        definitions.Where(definition => !definition.FollowsOthers).Select(definition => new Route(definition.Name, definition.Tenant ?? ""));

    private static List<string> Tenants(IEnumerable<Route> routes) => [.. routes.Select(route => route.Tenant).Distinct(StringComparer.Ordinal)];
}
