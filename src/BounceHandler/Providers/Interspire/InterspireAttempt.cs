using BounceHandler.Events;

namespace BounceHandler.Providers.Interspire;

/// <summary>One attempt to apply one event: one call for each list and action. A change is noted only on SUCCESS.</summary>
/// <param name="client">The API.</param>
/// <param name="lists">The installation's lists.</param>
/// <param name="memory">What earlier attempts have done.</param>
/// <param name="rules">The configuration.</param>
/// <param name="bounceEvent">What happened.</param>
public sealed class InterspireAttempt(
    InterspireClient client, InterspireLists lists, InterspireMemory memory, InterspireRules rules, BounceEvent bounceEvent)
{
    private static readonly (InterspireActions Action, string Method, string Status)[] Steps =
    [
        (InterspireActions.Bounce, "BounceSubscriber", "bounced"),
        (InterspireActions.Unsubscribe, "UnsubscribeSubscriber", "unsubscribed"),
        (InterspireActions.Ban, "AddBannedSubscriber", "banned"),
    ];

    private readonly List<ListChange> _changes = [];

    /// <summary>Applies the event. Throws on cancellation only while nothing has been changed.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = await lists.GetAsync(cancellationToken);
            if (known.Failure is { } failure)
                return Failed("reading the lists", failure);
            return bounceEvent.Recipient is { } recipient
                ? await ByAddressAsync(recipient, known.Names, cancellationToken)
                : await ByReferenceAsync(known.Names, cancellationToken);
        }
        catch (OperationCanceledException) when (_changes.Count > 0)
        {
            return new Outcome.TemporaryFailure("stopped half-way", null, _changes);
        }
    }

    private async Task<Outcome> ByAddressAsync(EmailAddress recipient, IReadOnlyDictionary<string, string> names, CancellationToken cancellationToken)
    {
        if (!InterspireXml.CanCarry(recipient.Spelling))
            return new Outcome.NothingToDo("XML cannot carry the address, so it stands on no list");
        if (names.Count == 0)
            return new Outcome.NothingToDo("the XML user sees no list");
        var answer = await client.ListsOfAsync(recipient.Spelling, names.Keys, cancellationToken);
        if (answer.Verdict is not (InterspireVerdict.Ok or InterspireVerdict.Nothing))
            return Failed("looking the address up", answer);
        var only = bounceEvent.Kind == EventKind.Unsubscribe ? InterspireRules.ListsOf(bounceEvent.Reference) : [];
        foreach (var row in InterspireRow.ReadAll(answer, names).Where(row => only.Count == 0 || only.Contains(row.List)))
        {
            if (await ChangeAsync(row, recipient.Spelling, null, cancellationToken) is { } end)
                return end;
        }

        return Finished("the address is on no list");
    }

    // Lists that the user does not see are somebody else's, whatever the reference says.
    private async Task<Outcome> ByReferenceAsync(IReadOnlyDictionary<string, string> names, CancellationToken cancellationToken)
    {
        var subscriber = bounceEvent.Reference?.Subscriber;
        foreach (var list in InterspireRules.ListsOf(bounceEvent.Reference).Where(names.ContainsKey))
        {
            if (await ChangeAsync(new InterspireRow(list, names[list], subscriber ?? "", "active"), "", subscriber, cancellationToken) is { } end)
                return end;
        }

        return Finished($"there is no subscriber {subscriber} on the lists named");
    }

    private async Task<Outcome?> ChangeAsync(InterspireRow row, string email, string? subscriber, CancellationToken cancellationToken)
    {
        foreach (var (action, method, status) in Steps)
        {
            if ((rules.Actions[bounceEvent.Kind] & action) == 0 || row.Status == status || (email.Length == 0 && action == InterspireActions.Ban))
                continue;
            if (memory.Has(bounceEvent.Identity, row.List, method))
                continue;
            var answer = await client.ChangeAsync(method, email, row.List, subscriber, cancellationToken);
            if (answer.Verdict == InterspireVerdict.Nothing)
                continue;
            if (answer.Verdict != InterspireVerdict.Ok)
                return Failed($"{method} on list {row.List}", answer);
            _changes.Add(new ListChange(row.List, row.ListName, row.Subscriber.Length > 0 ? row.Subscriber : email, row.Status, status));
            memory.Add(bounceEvent.Identity, row.List, method);
            row = row with { Status = status };
        }

        return null;
    }

    private Outcome Finished(string nothing) => _changes.Count > 0 ? new Outcome.Done(_changes, []) : new Outcome.NothingToDo(nothing);

    private Outcome Failed(string doing, InterspireAnswer answer) => answer.ToOutcome(doing, _changes);
}
