using System.Net;

namespace BounceHandler.Configuration;

/// <summary>The key <c>feedbackLoop</c>: which complaints count.</summary>
public sealed record FeedbackLoopSettings
{
    /// <summary>Feedback types acted on, lower case; the empty one is a report without a type. Never <c>not-spam</c> or <c>auth-failure</c>.</summary>
    public IReadOnlyList<string> ActOn { get; init; } = ["", "abuse", "fraud", "opt-out", "opt-out-list", "other", "virus"];

    /// <summary>Networks that reports must come from; empty: any. A single address is a network of its full length.</summary>
    public IReadOnlyList<IPNetwork> Sources { get; init; } = [];
}
