namespace BounceHandler.Classification;

/// <summary>Where an event goes, or why nowhere.</summary>
public abstract record Routing
{
    /// <summary>To these, in configuration order.</summary>
    public sealed record Found(IReadOnlyList<Route> Routes) : Routing;

    /// <summary>The sender matches no provider: not ours.</summary>
    public sealed record NoRoute : Routing;

    /// <summary>Several tenants, and the sender does not say whose lists these are.</summary>
    public sealed record NoTenant : Routing;
}
