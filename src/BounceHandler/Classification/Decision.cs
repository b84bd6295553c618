using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Classification;

/// <summary>What becomes of one row of input.</summary>
public abstract record Decision
{
    /// <summary>It puts an event into the spool, for these routes.</summary>
    public sealed record Accept(BounceEvent Event, Verdict Verdict, IReadOnlyList<Route> Routes) : Decision
    {
        /// <summary>Spooled and visible, and not delivered until the operator says so.</summary>
        public bool IsHeld { get; init; }

        /// <summary>
        /// Providers that can tell whom the event's reference names and are asked first; the other routes wait a while for the answer. Empty: nobody waits.
        /// </summary>
        public IReadOnlyList<string> AskedFirst { get; init; } = [];

        /// <summary>
        /// Where a soft bounce goes as a hard one once the recipient's soft bounces have added up; empty: it is not counted. Where this has routes there
        /// may be none for the bounce itself.
        /// </summary>
        public IReadOnlyList<Route> HardRoutes { get; init; } = [];

        /// <summary>What the row is counted under: the verdict of a bounce, else the kind of the event.</summary>
        public string Label => Event.Kind switch
        {
            EventKind.Complaint => "complaint",
            EventKind.Unsubscribe => "unsubscribe",
            _ => Verdict.Word(),
        };
    }

    /// <summary>It is skipped and counted under one reason.</summary>
    /// <param name="Reason">Short and countable, for example <c>no route</c>.</param>
    /// <param name="Event">What it was about, where that was understood: rows that had no route are logged one by one.</param>
    /// <param name="Verdict">The verdict, if one was reached.</param>
    /// <param name="Detail">What else is to be said.</param>
    public sealed record Skip(string Reason, BounceEvent? Event = null, Verdict Verdict = Verdict.Unknown, string Detail = "") : Decision
    {
        /// <summary>The record, if it was one.</summary>
        public AccountingRecord? Record { get; init; }

        /// <summary>The event of a bounce that was judged and nobody has an action for: counted, and not logged one by one. It has no identity. Null for every other row.</summary>
        public BounceEvent? Judged { get; init; }

        /// <summary>Whom it was about, as written, and the detail; for listings. Made when somebody reads it: a healthy input has millions.</summary>
        public string Text => Record is null ? Detail : $"{Record[Column.Rcpt]} from {Record[Column.Orig]}{Detail}";
    }
}
