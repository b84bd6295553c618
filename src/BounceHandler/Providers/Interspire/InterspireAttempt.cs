using BounceHandler.Events;

namespace BounceHandler.Providers.Interspire;

/// <summary>
/// One attempt to apply one event: one call for each list and action. A change is noted only on SUCCESS. Before a bounce changes a row its status is
/// asked for: UnsubscribeSubscriber says SUCCESS also of those who have unsubscribed themselves, and these must never be "restored".
/// </summary>
/// <param name="client">The API.</param>
/// <param name="lists">The installation's lists.</param>
/// <param name="memory">What earlier attempts have done.</param>
/// <param name="rules">The configuration.</param>
/// <param name="bounceEvent">What happened.</param>
/// <param name="later">What was changed for this recipient after the event had happened.</param>
public sealed class InterspireAttempt(
    InterspireClient client, InterspireLists lists, InterspireMemory memory, InterspireRules rules, BounceEvent bounceEvent, IReadOnlyList<LaterChange> later)
{
    private static readonly (InterspireActions Action, string Method, string Status)[] Steps =
    [
        (InterspireActions.Bounce, "BounceSubscriber", "bounced"),
        (InterspireActions.Unsubscribe, "UnsubscribeSubscriber", "unsubscribed"),
        (InterspireActions.Ban, "AddBannedSubscriber", "banned"),
    ];

    private readonly List<ListChange> _changes = [];
    private readonly List<string> _spared = [];

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
        var rows = InterspireRow.ReadAll(answer, names).Where(row => only.Count == 0 || only.Contains(row.List)).ToList();
        foreach (var row in rows)
        {
            var (seen, end) = await LookAsync(row, recipient, cancellationToken);
            end ??= IsSpared(seen) ? null : await ChangeAsync(seen, recipient.Spelling, null, cancellationToken);
            if (end is not null)
                return end;
        }

        return Finished(rows.Count == 0 ? "the address is on no list" : "nothing is left to change on its lists");
    }

    // A person's word is carried out whatever the status is, and nobody ever takes it back.
    private async Task<(InterspireRow Row, Outcome? End)> LookAsync(InterspireRow row, EmailAddress recipient, CancellationToken cancellationToken)
    {
        var isBounce = bounceEvent.Kind is not (EventKind.Complaint or EventKind.Unsubscribe);
        if (row.Status != "active" || (!isBounce && !later.Any(change => change.List == row.List)))
            return (row, null);
        var (status, answer) = await InterspireStatus.OfAsync(client, recipient, row.List, cancellationToken);
        if (answer.IsOutage)
            return (row, Failed($"looking at list {row.List}", answer));
        // An installation that does not allow the search must not keep the address on its lists.
        return (row with { Status = status ?? ListChange.Unknown }, null);
    }

    private bool IsSpared(InterspireRow row)
    {
        if (row.Status != "active" || later.FirstOrDefault(change => change.List == row.List) is not { } change)
            return false;
        _spared.Add(change.Reason);
        return true;
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
            if ((rules.Actions.GetValueOrDefault(bounceEvent.Kind) & action) == 0 || (email.Length == 0 && action == InterspireActions.Ban))
                continue;
            if (row.Status == status)
            {
                // It may have been our call, or the recipient in the meantime: not to be restored.
                if (memory.TakeUnanswered(bounceEvent.Identity, row.List, method))
                {
                    _changes.Add(Change(row with { Status = ListChange.Unknown }, email, status));
                    memory.Add(bounceEvent.Identity, row.List, method);
                }

                continue;
            }

            if (memory.Has(bounceEvent.Identity, row.List, method))
                continue;
            var answer = await client.ChangeAsync(method, email, row.List, subscriber, cancellationToken);
            if (answer.Verdict == InterspireVerdict.Nothing)
                continue;
            if (answer.Verdict != InterspireVerdict.Ok)
            {
                if (answer.MayHaveActed)
                    memory.AddUnanswered(bounceEvent.Identity, row.List, method);
                return Failed($"{method} on list {row.List}", answer);
            }

            // Whatever became of an earlier call that was not answered: the row has been looked at since.
            memory.TakeUnanswered(bounceEvent.Identity, row.List, method);
            _changes.Add(Change(row, email, status));
            memory.Add(bounceEvent.Identity, row.List, method);
            row = row with { Status = status };
        }

        return null;
    }

    private static ListChange Change(InterspireRow row, string email, string status) =>
        new(row.List, row.ListName, row.Subscriber.Length > 0 ? row.Subscriber : email, row.Status, status);

    private Outcome Finished(string nothing)
    {
        if (_changes.Count > 0)
            return new Outcome.Done(_changes, _spared);
        return _spared.Count > 0 ? new Outcome.Superseded(string.Join("; ", _spared)) : new Outcome.NothingToDo(nothing);
    }

    private Outcome Failed(string doing, InterspireAnswer answer) => answer.ToOutcome(doing, _changes);
}
