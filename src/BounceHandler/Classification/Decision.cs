using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>What becomes of one row of input.</summary>
public abstract record Decision
{
    /// <summary>It puts an event into the spool, for these routes.</summary>
    public sealed record Accept(BounceEvent Event, Verdict Verdict, IReadOnlyList<Route> Routes) : Decision;

    /// <summary>It is skipped and counted under one reason.</summary>
    /// <param name="Reason">Short and countable, for example <c>no route</c>.</param>
    /// <param name="Event">What it was about, where that was understood: rows that had no route are logged one by one.</param>
    /// <param name="Verdict">The verdict, if one was reached.</param>
    /// <param name="Detail">Whom it was about, as written; for listings.</param>
    public sealed record Skip(string Reason, BounceEvent? Event = null, Verdict Verdict = Verdict.Unknown, string Detail = "") : Decision;
}
