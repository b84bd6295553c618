using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>What becomes of one unsubscribe mail. Reasons are short, for the log, and hold nothing that a stranger wrote.</summary>
public abstract record UnsubscribeDecision
{
    private UnsubscribeDecision(string reason) => Reason = reason;

    /// <summary>Why it is not acted on; empty where it is.</summary>
    public string Reason { get; }

    /// <summary>It puts an event into the spool, for these routes; at least one.</summary>
    public sealed record Accept(BounceEvent Event, IReadOnlyList<Route> Routes) : UnsubscribeDecision("");

    /// <summary>No person asked for anything: kept for a while and not acted on.</summary>
    public sealed record SetAside(string Why) : UnsubscribeDecision(Why);

    /// <summary>A request, and nobody can tell by whom: the operator has to look at it.</summary>
    public sealed record NotUnderstood(string Why) : UnsubscribeDecision(Why);

    /// <summary>The address carries a signature that is not ours: somebody made it up.</summary>
    public sealed record Refused(string Why) : UnsubscribeDecision(Why);
}
