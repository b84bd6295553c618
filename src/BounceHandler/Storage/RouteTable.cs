using BounceHandler.Classification;

namespace BounceHandler.Storage;

/// <summary>Routes as small numbers, so that the big tables stay narrow. Shared by the writer's thread and readers.</summary>
internal sealed class RouteTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Route, long> _ids = [];
    private readonly Dictionary<long, Route> _routes = [];

    /// <summary>The number of a route; made if it is new.</summary>
    public long Id(StatementCache statements, Route route)
    {
        lock (_gate)
        {
            if (_ids.TryGetValue(route, out var known))
                return known;
        }

        statements.Run("INSERT OR IGNORE INTO routes(provider, tenant) VALUES($1,$2)", route.Provider, route.Tenant);
        // Not remembered here: the transaction may still be rolled back.
        return statements.Number("SELECT id FROM routes WHERE provider=$1 AND tenant=$2", route.Provider, route.Tenant);
    }

    /// <summary>Numbers of all routes to some providers.</summary>
    public static IReadOnlyList<long> Of(StatementCache statements, IReadOnlyCollection<string> providers) =>
        [.. Rows(statements).Where(row => providers.Contains(row.Route.Provider)).Select(row => row.Id)];

    /// <summary>The route behind a number.</summary>
    public Route Route(StatementCache statements, long id)
    {
        lock (_gate)
        {
            if (_routes.TryGetValue(id, out var known))
                return known;
        }

        Load(statements);
        lock (_gate)
            return _routes[id];
    }

    /// <summary>Remembers what is committed; not to be called inside a transaction, which may be rolled back.</summary>
    public void Load(StatementCache statements)
    {
        var rows = Rows(statements);
        lock (_gate)
        {
            foreach (var (id, route) in rows)
            {
                _ids[route] = id;
                _routes[id] = route;
            }
        }
    }

    private static List<(long Id, Route Route)> Rows(StatementCache statements) =>
        statements.Query("SELECT id, provider, tenant FROM routes", r => (r.GetInt64(0), new Route(r.GetString(1), r.GetString(2))));
}
