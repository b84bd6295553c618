using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

public sealed partial class MailWizzAttempt
{
    // The bounce goes first: since 1.4.8 a row that was unsubscribed before its hard bounce is not blacklisted any more.
    private async Task<Outcome> ByAddressAsync(EmailAddress recipient, CancellationToken cancellationToken)
    {
        var (campaignList, end) = await CampaignListAsync(_bounceType is not null, cancellationToken);
        if (end is not null)
            return end;
        if (campaignList is null && !Wants(MailWizzActions.AnyRemoval))
        {
            var why = _campaign is null ? "no campaign is named" : $"there is no campaign {_campaign} here";
            return new Outcome.NothingToDo($"only a bounce is wanted, and {why}");
        }

        var found = await MailWizzLookup.OfAsync(_client, recipient, cancellationToken);
        if (found.Failure is { } failure)
            return Failed("looking the address up", failure);
        if (found.Rows.Count == 0)
            return new Outcome.NothingToDo("the address is on no list");
        foreach (var row in found.Rows)
        {
            if (_unsure.Settle(row) is { } made)
                _changes.Add(made);
            Spare(row);
        }

        var rows = found.Rows;
        if (rows.FirstOrDefault(row => row.List == campaignList && !row.IsSetAside && !IsSpared(row)) is { } own)
        {
            end = await RecordBounceAsync(own, cancellationToken);
            if (end is not null)
                return end;
            if (_bounceRecorded && _bounceType == "hard")
            {
                (rows, end) = await LookAgainAsync(recipient, own, rows, cancellationToken);
                if (end is not null)
                    return end;
            }
        }

        return await RemoveAllAsync(rows, cancellationToken) ?? Finished("nothing is left to change on its lists");
    }

    private async Task<Outcome?> RemoveAllAsync(IReadOnlyList<MailWizzRow> rows, CancellationToken cancellationToken)
    {
        if (!Wants(MailWizzActions.AnyRemoval))
            return null;
        // A request to leave one list leaves the others alone.
        var only = _event.Kind == EventKind.Unsubscribe ? MailWizzUid.Or(_event.Reference?.List) : null;
        foreach (var row in rows.Where(row => row.IsOpen && !IsSpared(row) && (only is null || row.List == only)))
        {
            if (await RemoveAsync(row, cancellationToken) is { } end)
                return end;
        }

        return null;
    }

    /// <summary>What MailWizz made of the hard bounce, and what the other lists say by now.</summary>
    private async Task<(IReadOnlyList<MailWizzRow> Rows, Outcome? End)> LookAgainAsync(
        EmailAddress recipient, MailWizzRow own, IReadOnlyList<MailWizzRow> before, CancellationToken cancellationToken)
    {
        MailWizzLookup now;
        if (before.Count > 1 && Wants(MailWizzActions.AnyRemoval))
            now = await MailWizzLookup.OfAsync(_client, recipient, cancellationToken);
        else
            now = await LookAtAsync(own, cancellationToken);
        if (now.Failure is { } failure)
            return ([], Failed("looking the address up again", failure));

        _assumed = null;
        var ownNow = now.Rows.FirstOrDefault(row => row.List == own.List && row.Subscriber == own.Subscriber);
        if (ownNow is not null && ownNow.Status != own.Status)
            _changes.Add(own.To(ownNow.Status));
        else if (ownNow is { IsOpen: true })
            _notes.Add($"MailWizz left the row on list {own.List} {ownNow.Status} after the hard bounce");
        return (now.Rows, null);
    }

    private async Task<MailWizzLookup> LookAtAsync(MailWizzRow row, CancellationToken cancellationToken)
    {
        var answer = await _client.SubscriberAsync(row.List, row.Subscriber, cancellationToken);
        return answer.Verdict switch
        {
            MailWizzVerdict.NotFound => new MailWizzLookup([], null),
            MailWizzVerdict.Ok when MailWizzRow.ReadOne(answer.Data, row.List, row.ListName) is { } seen => new MailWizzLookup([seen], null),
            MailWizzVerdict.Ok => new MailWizzLookup([], answer.NotUnderstood("status of the subscriber")),
            _ => new MailWizzLookup([], answer),
        };
    }
}
