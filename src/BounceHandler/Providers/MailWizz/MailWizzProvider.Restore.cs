namespace BounceHandler.Providers.MailWizz;

public sealed partial class MailWizzProvider
{
    /// <inheritdoc/>
    public async Task<Outcome> RestoreAsync(AppliedChange applied, CancellationToken cancellationToken)
    {
        var change = applied.Change;
        if (change.Before == ListChange.Unknown)
            return new Outcome.PermanentFailure($"the status before is not known: look at list {change.List} and decide by hand", []);
        var (row, answer) = await ReadAsync(change, cancellationToken);
        if (answer.Verdict == MailWizzVerdict.NotFound)
            return new Outcome.NothingToDo("the subscriber does not exist any more");
        if (row is null)
            return Failed("looking the subscriber up", answer);
        if (row.Status == change.Before)
            return new Outcome.NothingToDo($"the status is {row.Status} again already");
        if (row.Status != change.After)
            return new Outcome.NothingToDo($"the status is {row.Status} by now, not {change.After}");
        if (applied.Recipient is { } recipient && row.Email.Length > 0 && !MailWizzLookup.IsSame(row.Email, recipient))
            return new Outcome.NothingToDo("the subscriber has another address by now");

        var email = row.Email.Length > 0 ? row.Email : applied.Recipient?.Spelling ?? "";
        answer = await _client.SetStatusAsync(row.List, row.Subscriber, email, change.Before, cancellationToken);
        if (answer.Verdict != MailWizzVerdict.Ok)
            return Failed("setting the status", answer);

        // Success is not enough: MailWizz keeps its own blacklist, and some versions leave the status alone.
        (var restored, answer) = await ReadAsync(change, cancellationToken);
        if (restored is null)
            return Failed("looking the subscriber up again", answer);
        return restored.Status == change.Before
            ? new Outcome.Done([row.To(restored.Status)], [])
            : new Outcome.PermanentFailure(
                $"MailWizz answered success and the status is {restored.Status}, not {change.Before}: set it by hand on list {row.List}", []);
    }

    private async Task<(MailWizzRow? Row, MailWizzAnswer Answer)> ReadAsync(ListChange change, CancellationToken cancellationToken)
    {
        var answer = await _client.SubscriberAsync(change.List, change.Subscriber, cancellationToken);
        if (answer.Verdict != MailWizzVerdict.Ok)
            return (null, answer);
        var row = MailWizzRow.ReadOne(answer.Data, change.List, change.ListName);
        return (row, row is null ? answer.NotUnderstood("status of the subscriber") : answer);
    }

    private static Outcome Failed(string doing, MailWizzAnswer answer) => answer.Verdict switch
    {
        MailWizzVerdict.Refused => new Outcome.Refused($"{doing}: {answer.Text}", []),
        MailWizzVerdict.Permanent or MailWizzVerdict.NotFound => new Outcome.PermanentFailure($"{doing}: {answer.Text}", []),
        _ => new Outcome.TemporaryFailure($"{doing}: {answer.Text}", answer.RetryAfter, []),
    };
}
