using BounceHandler.Events;

namespace BounceHandler.Providers.Interspire;

/// <summary>What <c>onHard</c>, <c>onSoft</c>, … may ask of Interspire; each is one call for each list.</summary>
[Flags]
public enum InterspireActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>bounce</c>: the subscriber is marked as bounced.</summary>
    Bounce = 1,

    /// <summary><c>unsubscribe</c>.</summary>
    Unsubscribe = 2,

    /// <summary><c>ban</c>: the address is put on the list's suppression list.</summary>
    Ban = 4,
}

/// <summary>What the configuration says about events. Pure.</summary>
/// <param name="Actions">Actions by kind of event.</param>
public sealed record InterspireRules(IReadOnlyDictionary<EventKind, InterspireActions> Actions)
{
    /// <summary>Interspire is told of soft bounces and counts them.</summary>
    public bool CountsSoftBounces => (Actions[EventKind.SoftBounce] & InterspireActions.Bounce) != 0;

    /// <summary>True if the event has something to do here: see <see cref="IBounceProvider.HasActionFor"/>. A ban needs an address.</summary>
    public bool HasActionFor(BounceEvent e)
    {
        var actions = Actions.GetValueOrDefault(e.Kind);
        if (e.Recipient is not null)
            return actions != InterspireActions.None;
        return (actions & ~InterspireActions.Ban) != 0 && IsId(e.Reference?.Subscriber) && ListsOf(e.Reference).Count > 0;
    }

    /// <summary>The list ids of a reference: <c>X-Mailer-LID</c> may name several, separated by commas. Empty unless all are ids.</summary>
    public static IReadOnlyList<string> ListsOf(SubscriberRef? reference)
    {
        var lists = (reference?.List ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lists.All(IsId) ? [.. lists.Distinct(StringComparer.Ordinal)] : [];
    }

    /// <summary>True for the shape of an id of Interspire: a positive number.</summary>
    public static bool IsId(string? text) =>
        text is { Length: > 0 and <= 18 } && text[0] != '0' && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
