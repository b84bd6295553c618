using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>What a round has come to.</summary>
/// <param name="HasActed">Something was shown, closed, mailed or held back.</param>
/// <param name="IsComplete">Everything that is open has been looked at, and nothing was left that could be done now.</param>
internal readonly record struct NoticeRound(bool HasActed, bool IsComplete);

/// <summary>
/// Complaints and unsubscribes: shown to those who count them, then mailed. A round looks at so many open notices that it takes some ten milliseconds; the
/// next one goes on behind them, until all have been looked at. For one loop.
/// </summary>
internal sealed class EventNotices(
    Store store, NotificationSettings settings, CampaignDescriptions campaigns, IReadOnlyList<Func<SettledEvent, CampaignDescription?, Task>> observers,
    NoticeMails mails, Outbox outbox, OperatorLog log, TimeProvider time)
{
    private const int MostLookedAt = 5000;
    private const int MostCountedPerRound = 500;
    private const int MostClosedAtOnce = 2000;

    // Rounds in a row without anything ready, after which nobody need wait for the end of the search.
    private const int MostVainRounds = 20;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Attempts that the mail server refused count like mails; a new process begins again.
    private readonly Queue<DateTimeOffset> _refused = new();
    private NoticePosition? _position;
    private volatile int _vainRounds;

    /// <summary>True before a round that begins with the first notice.</summary>
    public bool IsAtBeginning => _position is null;

    /// <summary>True while so many are open and not ready that looking through them takes seconds.</summary>
    public bool IsSearching => _vainRounds >= MostVainRounds;

    private bool IsMailOn => settings.SmtpHost is not null && settings.To.Count > 0;

    /// <summary>Looks at the next notices and does what can be done about them.</summary>
    public async Task<NoticeRound> RoundAsync(CancellationToken stop)
    {
        var page = store.Notices.ReadyEvents(time.GetUtcNow() - Notices.LongestWait, MostLookedAt, _position);
        // Where nobody counts there is nothing to claim.
        var uncounted = observers.Count == 0 ? [] : page.Ready.Where(notice => !notice.IsCounted).ToList();
        await CountAsync([.. uncounted.Take(MostCountedPerRound)], stop);
        var left = uncounted.Skip(MostCountedPerRound).ToHashSet();
        var counted = page.Ready.Where(notice => !left.Contains(notice)).ToLookup(notice => IsWanted(notice.Kind));
        foreach (var unwanted in counted[false].Chunk(MostClosedAtOnce))
            await store.Notices.DropAsync([.. unwanted.Select(notice => notice.Id)]);
        var mayMail = outbox.IsOpen;
        if (mayMail)
            await MailAsync([.. counted[true]], stop);

        var hasActed = uncounted.Count > 0 || counted[false].Any() || (mayMail && counted[true].Any());
        if (left.Count == 0)
            _position = page.Next;
        var isComplete = left.Count == 0 && page.Next is null;
        _vainRounds = hasActed || isComplete ? 0 : _vainRounds + 1;
        return new NoticeRound(hasActed, isComplete);
    }

    private bool IsWanted(NoticeKind kind) => IsMailOn && (kind == NoticeKind.Complaint ? settings.Complaints : settings.Unsubscribes);

    // Claimed before they are shown: after a crash some are missing in a count, none is there twice.
    private async Task CountAsync(IReadOnlyList<Notice> notices, CancellationToken stop)
    {
        if (notices.Count == 0)
            return;
        var known = new List<(long EventId, SettledEvent? Settled, CampaignDescription? Campaign)>();
        foreach (var notice in notices)
        {
            stop.ThrowIfCancellationRequested();
            var settled = mails.Settled(notice);
            known.Add((notice.EventId!.Value, settled, settled is null ? null : await campaigns.FindAsync(settled, stop)));
        }

        var claimed = await store.Notices.ClaimCountsAsync([.. known.Select(entry => entry.EventId)]);
        foreach (var (eventId, settled, campaign) in known)
        {
            if (settled is not null && claimed.Contains(eventId))
                await ShowAsync(settled, campaign);
        }
    }

    private async Task ShowAsync(SettledEvent settled, CampaignDescription? campaign)
    {
        foreach (var observer in observers)
        {
            try
            {
                await observer(settled, campaign);
            }
            catch (Exception e)
            {
                log.NoticeObserverFailed(e.Message);
            }
        }
    }

    // What was held back comes first and together; then one mail each, as many as the hour allows; the rest is held back.
    private async Task MailAsync(List<Notice> ready, CancellationToken stop)
    {
        if (ready.Count == 0)
            return;
        var free = settings.MaxPerHour - Attempts().Count;
        var held = ready.Where(notice => notice.IsHeld).ToList();
        if (held.Count > 1 && free > 0)
        {
            free -= await TryAsync(mails.Digest(held), held, stop);
            held = [];
        }

        var waiting = new Queue<Notice>(held.Concat(ready.Where(notice => !notice.IsHeld)));
        while (free > 0 && outbox.IsOpen && waiting.TryDequeue(out var notice))
            free -= await MailAsync(notice, stop);
        if (waiting.Count > 0 && free <= 0)
            await HoldAsync([.. waiting]);
    }

    private async Task<int> MailAsync(Notice notice, CancellationToken stop)
    {
        if (await mails.EventAsync(notice, stop) is { } message)
            return await TryAsync(message, [notice], stop);
        await store.Notices.DropAsync([notice.Id]);
        return 0;
    }

    // How many attempts that were; a server that was not reached had no trouble with us.
    private async Task<int> TryAsync(MimeKit.MimeMessage message, IReadOnlyList<Notice> notices, CancellationToken stop)
    {
        var posting = await outbox.SendAsync(message, notices, stop);
        if (posting == Posting.Refused)
            _refused.Enqueue(time.GetUtcNow());
        return posting == Posting.Away ? 0 : 1;
    }

    private Task HoldAsync(List<Notice> notices)
    {
        var attempts = Attempts();
        var excess = attempts.Count - settings.MaxPerHour;
        return store.Notices.HoldAsync(notices, excess < 0 ? time.GetUtcNow() : attempts[excess] + Hour);
    }

    // Within the last hour, oldest first.
    private List<DateTimeOffset> Attempts()
    {
        var since = time.GetUtcNow() - Hour;
        while (_refused.TryPeek(out var oldest) && oldest <= since)
            _refused.Dequeue();
        return [.. store.Notices.SentSince(since).Concat(_refused).Order()];
    }
}
