using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

public sealed partial class MailWizzAttempt
{
    // Only the row that the reference names is touched: strangers write references, and its list, campaign and subscriber must fit together.
    private async Task<Outcome> ByReferenceAsync(SubscriberRef reference, CancellationToken cancellationToken)
    {
        var list = MailWizzUid.Or(reference.List);
        var isTracked = _event.Kind == EventKind.Unsubscribe && Wants(MailWizzActions.Unsubscribe) && !Wants(MailWizzActions.Blacklist);
        var (campaignList, end) = await CampaignListAsync(list is null || isTracked || _bounceType is not null, cancellationToken);
        if (end is not null)
            return end;
        list ??= campaignList;
        if (list is null)
            return new Outcome.NothingToDo("the reference names no list");

        var answer = await _client.SubscriberAsync(list, reference.Subscriber!, cancellationToken);
        if (answer.Verdict == MailWizzVerdict.NotFound)
            return new Outcome.NothingToDo($"there is no subscriber {reference.Subscriber} on list {list}");
        if (answer.Verdict != MailWizzVerdict.Ok)
            return Failed("looking the subscriber up", answer);
        if (MailWizzRow.ReadOne(answer.Data, list, campaignList == list ? _campaignListName : "") is not { } row)
            return Failed("looking the subscriber up", answer.NotUnderstood("status of the subscriber"));
        if (_unsure.Settle(row) is { } made)
            _changes.Add(made);
        Spare(row);
        if (IsSpared(row))
            return Finished("");

        if (_bounceType is not null && campaignList == list && !row.IsSetAside)
        {
            end = await RecordBounceAsync(row, cancellationToken);
            if (end is not null)
                return end;
        }

        if (row.IsOpen)
            end = isTracked && campaignList == list ? await TrackUnsubscribeAsync(row, cancellationToken) : await RemoveAsync(row, cancellationToken);
        return end ?? Finished($"list {list} says {row.Status} already");
    }

    private async Task<Outcome?> TrackUnsubscribeAsync(MailWizzRow row, CancellationToken cancellationToken)
    {
        var answer = await _client.TrackUnsubscribeAsync(_campaign!, row.Subscriber, cancellationToken);
        // Versions before 1.5.2 have no such route; the subscriber leaves all the same, only not counted for the campaign.
        if (answer.HttpStatus == 404 || answer.Verdict is MailWizzVerdict.NotFound or MailWizzVerdict.MissingCampaign or MailWizzVerdict.Permanent)
            return await UnsubscribeAsync(row, cancellationToken);
        if (answer.Verdict == MailWizzVerdict.Ok)
            _notes.Add($"counted for campaign {_campaign}");
        return Unsubscribed(row, answer);
    }
}
