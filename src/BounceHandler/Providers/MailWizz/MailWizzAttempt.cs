using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

/// <summary>
/// One attempt to apply one event. Each step returns null to go on or the outcome that ends the attempt; changes made so far travel with every
/// outcome.
/// </summary>
public sealed partial class MailWizzAttempt
{
    private readonly MailWizzClient _client;
    private readonly CampaignLists _campaigns;
    private readonly UnsureChanges _unsure;
    private readonly BounceEvent _event;
    private readonly IReadOnlyList<LaterChange> _later;
    private readonly MailWizzActions _actions;
    private readonly string? _bounceType;
    private readonly string? _campaign;
    private string _campaignListName = "";

    private readonly List<ListChange> _changes = [];
    private readonly List<string> _notes = [];

    // Lists on which somebody has subscribed the recipient again since this event happened.
    private readonly Dictionary<string, LaterChange> _spared = new(StringComparer.Ordinal);

    // A hard bounce was taken, so MailWizz has blacklisted the row; held until the row itself has been seen.
    private ListChange? _assumed;
    private bool _bounceRecorded;

    /// <param name="client">The API.</param>
    /// <param name="campaigns">Lists of campaigns.</param>
    /// <param name="unsure">Changes of earlier attempts that were never answered.</param>
    /// <param name="rules">The configuration.</param>
    /// <param name="bounceEvent">What happened.</param>
    /// <param name="later">What was changed for this recipient after the event had happened.</param>
    public MailWizzAttempt(
        MailWizzClient client, CampaignLists campaigns, UnsureChanges unsure, MailWizzRules rules, BounceEvent bounceEvent, IReadOnlyList<LaterChange> later)
    {
        _client = client;
        _campaigns = campaigns;
        _unsure = unsure;
        _event = bounceEvent;
        _later = later;
        _actions = rules.Actions.GetValueOrDefault(bounceEvent.Kind);
        _bounceType = rules.BounceTypeOf(bounceEvent.Kind);
        _campaign = rules.CampaignOf(bounceEvent);
    }

    /// <summary>Applies the event. Throws on cancellation only while nothing has been changed.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        // A request to be removed names its subscriber exactly; a complaint does only where the recipient is redacted.
        var byReference = MailWizzUid.Or(_event.Reference?.Subscriber) is not null
            && (_event.Recipient is null || _event.Kind == EventKind.Unsubscribe);
        try
        {
            if (byReference)
                return await ByReferenceAsync(_event.Reference!, cancellationToken);
            return _event.Recipient is { } recipient
                ? await ByAddressAsync(recipient, cancellationToken)
                : new Outcome.NothingToDo("neither an address nor a subscriber of MailWizz is named");
        }
        catch (OperationCanceledException) when (_changes.Count > 0 || _assumed is not null)
        {
            return new Outcome.TemporaryFailure("stopped half-way", null, AllChanges());
        }
    }

    private bool Wants(MailWizzActions action) => (_actions & action) != 0;

    private List<ListChange> AllChanges() => _assumed is { } change ? [.. _changes, change] : _changes;

    private Outcome Failed(string doing, MailWizzAnswer answer)
    {
        var error = $"{doing}: {answer.Text}";
        return answer.Verdict switch
        {
            MailWizzVerdict.Refused => new Outcome.Refused(error, AllChanges()),
            MailWizzVerdict.Permanent => new Outcome.PermanentFailure(error, AllChanges()),
            _ => new Outcome.TemporaryFailure(error, answer.RetryAfter, AllChanges()),
        };
    }

    private Outcome Finished(string nothing)
    {
        string[] notes = [.. _notes, .. _spared.Values.Select(change => change.Reason)];
        if (_changes.Count > 0 || _bounceRecorded)
            return new Outcome.Done(_changes, notes);
        return _spared.Count > 0 ? new Outcome.Superseded(string.Join("; ", notes)) : new Outcome.NothingToDo(string.Join("; ", [nothing, .. notes]));
    }

    // By list alone: whoever is deleted and subscribed again is another subscriber of the same list.
    private void Spare(MailWizzRow row)
    {
        if (row.IsOpen && _later.FirstOrDefault(change => change.List == row.List) is { } change)
            _spared[row.List] = change;
    }

    private bool IsSpared(MailWizzRow row) => _spared.ContainsKey(row.List);

    /// <summary>The list of the event's campaign; null where nobody wants to know or there is no such campaign.</summary>
    private async Task<(string? List, Outcome? End)> CampaignListAsync(bool isWanted, CancellationToken cancellationToken)
    {
        if (!isWanted || _campaign is null)
            return (null, null);
        var found = await _campaigns.FindAsync(_campaign, cancellationToken);
        if (found.Failure is { } failure)
            return (null, Failed($"looking up campaign {_campaign}", failure));
        if (found.List is null)
            _notes.Add($"there is no campaign {_campaign} here");
        _campaignListName = found.Name;
        return (found.List, null);
    }

    private async Task<Outcome?> RecordBounceAsync(MailWizzRow row, CancellationToken cancellationToken)
    {
        var (campaign, type) = (_campaign!, _bounceType!);
        var blacklists = type == "hard" && row.IsOpen;
        var answer = await _client.BounceAsync(campaign, row.Subscriber, type, MailWizzRules.MessageOf(_event), cancellationToken);
        switch (answer.Verdict)
        {
            case MailWizzVerdict.Ok:
                _bounceRecorded = true;
                _assumed = blacklists ? row.To("blacklisted") : null;
                _notes.Add($"{type} bounce recorded on campaign {campaign}");
                return null;
            case MailWizzVerdict.AlreadyBounced:
                _notes.Add(blacklists
                    ? $"campaign {campaign} holds a bounce of this subscriber already: not upgraded to hard"
                    : $"campaign {campaign} holds a bounce of this subscriber already");
                return null;
            case MailWizzVerdict.MissingCampaign:
                _campaigns.Forget(campaign);
                _notes.Add($"there is no campaign {campaign} here");
                return null;
            case MailWizzVerdict.NotFound:
                return null;
            default:
                if (blacklists && answer.MayHaveActed)
                    _unsure.Add(row.PerhapsTo("blacklisted"));
                return Failed($"recording a {type} bounce on campaign {campaign}", answer);
        }
    }

    private async Task<Outcome?> RemoveAsync(MailWizzRow row, CancellationToken cancellationToken)
    {
        if (Wants(MailWizzActions.Blacklist))
        {
            var (isBlacklisted, end) = await BlacklistAsync(row, cancellationToken);
            if (isBlacklisted || end is not null)
                return end;
        }

        return Wants(MailWizzActions.Unsubscribe) ? await UnsubscribeAsync(row, cancellationToken) : null;
    }

    private async Task<Outcome?> UnsubscribeAsync(MailWizzRow row, CancellationToken cancellationToken) =>
        Unsubscribed(row, await _client.UnsubscribeAsync(row.List, row.Subscriber, cancellationToken));

    private Outcome? Unsubscribed(MailWizzRow row, MailWizzAnswer answer)
    {
        switch (answer.Verdict)
        {
            case MailWizzVerdict.Ok:
                _changes.Add(row.To("unsubscribed"));
                return null;
            case MailWizzVerdict.NotFound:
                return null; // deleted since the look-up
            default:
                if (answer.MayHaveActed)
                    _unsure.Add(row.PerhapsTo("unsubscribed"));
                return Failed($"unsubscribing from list {row.List}", answer);
        }
    }

    private async Task<(bool IsBlacklisted, Outcome? End)> BlacklistAsync(MailWizzRow row, CancellationToken cancellationToken)
    {
        var email = row.Email.Length > 0 ? row.Email : _event.Recipient?.Spelling ?? "";
        var answer = await _client.SetStatusAsync(row.List, row.Subscriber, email, "blacklisted", cancellationToken);
        if (answer.Verdict == MailWizzVerdict.NotFound)
            return (true, null);
        if (answer.Verdict != MailWizzVerdict.Ok)
        {
            if (answer.MayHaveActed)
                _unsure.Add(row.PerhapsTo("blacklisted"));
            return (false, Failed($"blacklisting on list {row.List}", answer));
        }

        // Some versions answer success and leave the status alone.
        answer = await _client.SubscriberAsync(row.List, row.Subscriber, cancellationToken);
        var seen = answer.Verdict == MailWizzVerdict.Ok ? MailWizzRow.ReadOne(answer.Data, row.List, row.ListName) : null;
        if (seen?.Status == "blacklisted")
        {
            _changes.Add(row.To("blacklisted"));
            return (true, null);
        }

        if (seen is null)
        {
            _unsure.Add(row.To("blacklisted"));
            if (answer.Verdict == MailWizzVerdict.Ok)
                answer = answer.NotUnderstood("status of the subscriber");
            return (false, Failed($"reading list {row.List} again", answer));
        }

        if (!Wants(MailWizzActions.Unsubscribe))
        {
            var error = $"this MailWizz takes no status from the API (list {row.List} says {seen.Status}): configure bounce or unsubscribe";
            return (false, new Outcome.PermanentFailure(error, AllChanges()));
        }

        _notes.Add($"this MailWizz takes no status from the API: unsubscribed instead on list {row.List}");
        return (false, null);
    }
}
