namespace BounceHandler.Providers.MailWizz;

/// <summary>
/// Which list a campaign belongs to, asked once and remembered for an hour; that a campaign is missing, for five minutes. Bounded, since campaigns
/// come from headers that anybody can write. Safe for concurrent use; calls for the same campaign share one request.
/// </summary>
public sealed class CampaignLists(MailWizzClient client, TimeProvider time)
{
    /// <summary>Campaigns remembered at most.</summary>
    public const int Capacity = 10_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan MissingFor = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Dictionary<string, Task<CampaignList>> _asking = new(StringComparer.Ordinal);

    /// <summary>The campaign's list.</summary>
    public async Task<CampaignList> FindAsync(string campaign, CancellationToken cancellationToken)
    {
        Task<CampaignList> asking;
        lock (_lock)
        {
            if (Remembered(campaign) is { } entry)
                return new CampaignList(entry.List, null) { Name = entry.Name };
            if (!_asking.TryGetValue(campaign, out var shared))
            {
                // Not cancelled with its first caller: others wait for it too. The call's own timeout bounds it.
                shared = Task.Run(() => AskAsync(campaign), CancellationToken.None);
                _asking.Add(campaign, shared);
            }

            asking = shared;
        }

        return await asking.WaitAsync(cancellationToken);
    }

    /// <summary>MailWizz says that the campaign is gone.</summary>
    public void Forget(string campaign)
    {
        lock (_lock)
            Remember(campaign, null, "");
    }

    private async Task<CampaignList> AskAsync(string campaign)
    {
        try
        {
            var answer = await client.CampaignAsync(campaign, CancellationToken.None);
            var record = MailWizzJson.Member(MailWizzRow.Record(answer.Data), "list");
            var list = MailWizzJson.Text(record, "list_uid");
            var name = MailWizzJson.Text(record, "display_name") ?? MailWizzJson.Text(record, "name") ?? "";
            var isMissing = answer.Verdict is MailWizzVerdict.MissingCampaign or MailWizzVerdict.NotFound;
            if (!isMissing && answer.Verdict != MailWizzVerdict.Ok)
                return new CampaignList(null, answer);
            if (!isMissing && string.IsNullOrEmpty(list))
                return new CampaignList(null, answer.NotUnderstood("list_uid of the campaign"));
            lock (_lock)
                Remember(campaign, isMissing ? null : list, name);
            return new CampaignList(isMissing ? null : list, null) { Name = name };
        }
        finally
        {
            lock (_lock)
                _asking.Remove(campaign);
        }
    }

    private Entry? Remembered(string campaign)
    {
        if (!_entries.TryGetValue(campaign, out var node))
            return null;
        _byUse.Remove(node);
        if (node.Value.Until <= time.GetUtcNow())
        {
            _entries.Remove(campaign);
            return null;
        }

        _byUse.AddFirst(node);
        return node.Value;
    }

    private void Remember(string campaign, string? list, string name)
    {
        if (_entries.Remove(campaign, out var old))
            _byUse.Remove(old);
        if (_entries.Count == Capacity && _byUse.Last is { } oldest)
        {
            _entries.Remove(oldest.Value.Campaign);
            _byUse.RemoveLast();
        }

        _entries.Add(campaign, _byUse.AddFirst(new Entry(campaign, list, name, time.GetUtcNow() + (list is null ? MissingFor : KnownFor))));
    }

    private sealed record Entry(string Campaign, string? List, string Name, DateTimeOffset Until);
}

/// <summary>The list of a campaign.</summary>
/// <param name="List">List uid; null if there is no such campaign here.</param>
/// <param name="Failure">Set if MailWizz could not say.</param>
public sealed record CampaignList(string? List, MailWizzAnswer? Failure)
{
    /// <summary>Name of the list; empty if not told.</summary>
    public string Name { get; init; } = "";
}
