namespace CampaignSimulator;

/// <summary>The order in which MailWizz looks at a request: address, key, verb, then the endpoint's own rules.</summary>
internal sealed class MailWizzSystem(MailWizzState state, MailWizzOptions options, TimeProvider clock)
{
    public PreparedCall Prepare(SimulatorRequest request, LoggedRequest entry)
    {
        entry.Key = MailWizzAuthentication.PresentedKey(request, options);
        if (MailWizzRoutes.Split(request.RawPath, options) is not { } path) return Page(entry, "wrong-base", Answer.NotFoundPage);
        if (path.Length == 0) return Page(entry, "base", Answer.Text(200, Answer.Html, "<html><body>MailWizz API</body></html>\n"));
        if (MailWizzRoutes.Find(path, request.Method) is not { } route || options.MissingOperations.Contains(route.Operation))
            return Page(entry, "unknown", Answer.NotFoundPage);

        entry.Operation = route.Operation;
        return new PreparedCall(() => Run(request, route, entry.Key), () => EmailOf(request, route, entry.Key));
    }

    private static PreparedCall Page(LoggedRequest entry, string operation, Answer answer)
    {
        entry.Operation = operation;
        return new PreparedCall(() => answer, () => null);
    }

    private Answer Run(SimulatorRequest request, MailWizzRoute route, string? key)
    {
        lock (state.Gate)
        {
            var now = clock.GetUtcNow();
            var customer = key is null ? null : state.CustomersByKey.GetValueOrDefault(key);
            if (MailWizzAuthentication.Refuse(request, options, customer, route.Operation, now) is { } refusal) return refusal;
            if (request.Method != route.Verb)
                return MailWizzAnswers.Error(options.WrongVerbStatus, $"Only {route.Verb} requests allowed for this endpoint.");
            return route.Run(new MailWizzCall(request, options, customer!, now) { First = route.First, Second = route.Second });
        }
    }

    /// <summary>The address that a request is about, also where it names the subscriber by uid.</summary>
    private string? EmailOf(SimulatorRequest request, MailWizzRoute route, string? key)
    {
        if ((request.QueryField("EMAIL") ?? request.FormField("EMAIL")) is { } email) return email;
        var uid = route.Second.Length > 0 ? route.Second : request.FormField("subscriber_uid");
        if (uid is null || key is null) return null;

        lock (state.Gate)
        {
            foreach (var list in state.CustomersByKey.GetValueOrDefault(key)?.Lists ?? [])
            {
                if (list.ByUid.TryGetValue(uid, out var row)) return row.Email;
            }
        }

        return null;
    }
}
