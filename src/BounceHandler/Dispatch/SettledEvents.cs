using BounceHandler.Notifications;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>Says in the words of mails what ledger and spool know of an event.</summary>
internal static class SettledEvents
{
    /// <summary>Puts it together.</summary>
    public static SettledEvent Of(EventMaterial material)
    {
        var routes = material.Outcomes.Select(outcome => outcome.Route).Concat(material.Waiting.Select(row => row.Route)).Distinct();
        return new SettledEvent(
            material.EventId, material.Event, material.Resolved, material.AcceptedAt,
            [.. routes.Select(route => Result(
                route.Provider, route.Tenant, [.. material.Outcomes.Where(outcome => outcome.Route == route)],
                material.Waiting.FirstOrDefault(row => row.Route == route)))]);
    }

    private static ProviderResult Result(string provider, string tenant, List<EventOutcome> outcomes, EventWaiting? waiting)
    {
        var lists = outcomes.SelectMany(outcome => outcome.Changes)
            .Select(change => new ListStep(change.ListName.Length > 0 ? change.ListName : change.List == "*" ? "all lists" : change.List, change.Before, change.After));
        var last = outcomes.LastOrDefault();
        var (state, detail) = waiting is null
            ? (State(last?.Outcome ?? LedgerOutcome.Done), last?.Detail ?? "")
            : (State(waiting.State), waiting.Error);
        return new ProviderResult(provider, tenant, state, detail, [.. lists]);
    }

    private static ResultState State(SpoolState state) => state switch
    {
        SpoolState.Queued => ResultState.Queued,
        SpoolState.Held => ResultState.Held,
        SpoolState.Observed => ResultState.Observed,
        _ => ResultState.Failed,
    };

    private static ResultState State(LedgerOutcome outcome) => outcome switch
    {
        LedgerOutcome.Done => ResultState.Done,
        LedgerOutcome.NothingToDo or LedgerOutcome.Superseded => ResultState.NothingToDo,
        LedgerOutcome.Partly => ResultState.Queued,
        LedgerOutcome.Dropped or LedgerOutcome.Discarded => ResultState.Dropped,
        _ => ResultState.Failed,
    };
}
