namespace BounceHandler.Notifications;

/// <summary>What was done, provider by provider.</summary>
internal static class OutcomeSection
{
    /// <summary>The table.</summary>
    public static MailSection Of(EventReport report) => report.Results.Count == 0
        ? new MailSection.Prose("What was done", "No provider had anything to do.")
        : new MailSection.Facts("What was done", [.. report.Results.Select(result => new MailFact(Label(result), Lines(result)) { IsLoud = result.State == ResultState.Failed })]);

    /// <summary>One line for all providers.</summary>
    public static string Short(IReadOnlyList<ProviderResult> results) =>
        string.Join("; ", results.Select(result => $"{Label(result)}: {ShortState(result)}"));

    private static string Label(ProviderResult result) =>
        result.Tenant.Length == 0 ? result.Provider : $"{result.Provider} ({result.Tenant})";

    private static List<string> Lines(ProviderResult result)
    {
        var lines = result.Lists.Select(step => $"{step.List}: {step.Before} → {step.After}").ToList();
        lines.Add(State(result, lines.Count > 0));
        lines.RemoveAll(line => line.Length == 0);
        return lines;
    }

    private static string State(ProviderResult result, bool hasLists) => result.State switch
    {
        ResultState.Done => hasLists || result.Detail.Length > 0 ? result.Detail : "done",
        ResultState.NothingToDo => With(hasLists ? "nothing more to do" : "nothing to do", result.Detail),
        ResultState.Queued => With("still queued", result.Detail),
        ResultState.Held => "held: waits for your release",
        ResultState.Observed => "observed only: nothing was changed",
        ResultState.Failed => With("FAILED", result.Detail) + " (see \"bouncehandler queue list\")",
        _ => With("dropped from the queue", result.Detail),
    };

    private static string ShortState(ProviderResult result) => result.State switch
    {
        ResultState.Done when result.Lists.Count == 1 => $"{result.Lists[0].List} {result.Lists[0].After}",
        ResultState.Done when result.Lists.Count > 1 => $"{result.Lists.Count} lists changed",
        ResultState.Done => "done",
        ResultState.NothingToDo => "nothing to do",
        ResultState.Queued => "still queued",
        ResultState.Held => "held",
        ResultState.Observed => "observed only",
        ResultState.Failed => "FAILED",
        _ => "dropped",
    };

    private static string With(string state, string detail) => detail.Length == 0 ? state : $"{state}: {detail}";
}
