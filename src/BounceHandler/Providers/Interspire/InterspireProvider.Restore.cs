namespace BounceHandler.Providers.Interspire;

public sealed partial class InterspireProvider
{
    /// <inheritdoc/>
    public async Task<Outcome> RestoreAsync(AppliedChange applied, CancellationToken cancellationToken)
    {
        var change = applied.Change;
        if (change.Before == ListChange.Unknown)
            return new Outcome.PermanentFailure($"the status before is not known: look at list {change.List} and decide by hand", []);
        if (change.After == "banned" || change.Before != "active")
        {
            return new Outcome.PermanentFailure(
                $"Interspire's API cannot turn {change.After} into {change.Before}: do it by hand on list {change.List}", []);
        }

        if (applied.Recipient is not { } recipient)
            return new Outcome.PermanentFailure($"no address is known: activate subscriber {change.Subscriber} by hand on list {change.List}", []);

        var (status, answer) = await InterspireStatus.OfAsync(_client, recipient, change.List, cancellationToken);
        if (status is null && answer.Verdict is (InterspireVerdict.Ok or InterspireVerdict.Nothing))
            return new Outcome.NothingToDo("the address is not on the list any more");
        if (status is null)
            return answer.ToOutcome("looking the address up", []);
        if (status == change.Before)
            return new Outcome.NothingToDo($"the status is {status} again already");
        if (status != change.After)
            return new Outcome.NothingToDo($"the status is {status} by now, not {change.After}");

        answer = await _client.ChangeAsync("ActivateSubscriber", recipient.Spelling, change.List, null, cancellationToken);
        if (answer.Verdict == InterspireVerdict.Nothing)
            return new Outcome.NothingToDo($"Interspire activates nobody here: {answer.Text}");
        if (answer.Verdict != InterspireVerdict.Ok)
            return answer.ToOutcome($"activating on list {change.List}", []);

        (status, answer) = await InterspireStatus.OfAsync(_client, recipient, change.List, cancellationToken);
        if (status is null)
            return answer.Unexpected().ToOutcome("looking the address up again", []);
        return status == change.Before
            ? new Outcome.Done([change with { Before = change.After, After = status }], [])
            : new Outcome.PermanentFailure($"Interspire answered SUCCESS and the status is {status}: activate it by hand on list {change.List}", []);
    }
}
