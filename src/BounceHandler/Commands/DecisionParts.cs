using BounceHandler.Classification;
using BounceHandler.Providers;

namespace BounceHandler.Commands;

/// <summary>What decides, and about whom.</summary>
/// <param name="Providers">In configuration order.</param>
/// <param name="Router">Event to providers.</param>
/// <param name="Judge">Record to decision.</param>
/// <param name="UnsubscribeJudge">Unsubscribe mail to decision.</param>
public sealed record DecisionParts(
    IReadOnlyList<(ProviderDefinition Definition, IBounceProvider Provider)> Providers, Router Router, Judge Judge, UnsubscribeJudge UnsubscribeJudge);
