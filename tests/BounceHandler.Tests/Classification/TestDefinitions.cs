using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Classification;

/// <summary>Providers that are configured and never called.</summary>
internal static class TestDefinitions
{
    public static ProviderDefinition Tool(string name) => new()
    {
        Name = name,
        Type = "test",
        Endpoint = "nowhere",
        Shown = "{}",
        Create = _ => throw new NotSupportedException("Only routed to."),
    };

    /// <summary>Has an action for some kinds of events, and for soft bounces only if a campaign is known.</summary>
    public sealed class Picky(params EventKind[] kinds) : IBounceProvider
    {
        public bool HasActionFor(BounceEvent bounceEvent) =>
            kinds.Contains(bounceEvent.Kind) && (bounceEvent.Kind != EventKind.SoftBounce || bounceEvent.JobId.Length > 0);

        public bool ActsOn(EventKind kind) => kinds.Contains(kind);

        public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Only asked.");
    }
}
