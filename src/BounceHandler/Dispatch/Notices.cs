using System.Numerics;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Notifications;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Mail to the operator: the loop of the process that holds the dispatcher lock. A complaint or an unsubscribe is told when everything about it is
/// settled, or ten minutes after it was accepted. Nothing that happens here is felt by processing.
/// </summary>
/// <param name="store">The state.</param>
/// <param name="settings">What is mailed, where to, how often.</param>
/// <param name="campaigns">Who describes campaigns.</param>
/// <param name="observers">Called once for each complaint and unsubscribe when it is settled, also where no mail is sent.</param>
/// <param name="visit">Opens a visit to the mail server.</param>
/// <param name="host">Name of this machine, for the mails.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class Notices(
    Store store, NotificationSettings settings, CampaignDescriptions campaigns, IReadOnlyList<Func<SettledEvent, CampaignDescription?, Task>> observers,
    Func<IPostman> visit, string host, OperatorLog log, TimeProvider time) : ICompanion
{
    /// <summary>How long a mail waits for what is still queued.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // More than these wait for the next round.
    private const int MostPerRound = 10_000;
    private const int MostCountedPerRound = 500;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterAnError = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly NoticeMails _mails = new(store, settings, campaigns, host, time);
    private readonly Outbox _outbox = new(store, visit, log, time);

    private int _errors;

    /// <summary>True if something could be done now: a mail sent, or a notice closed that nobody wants. For whoever would end this process.</summary>
    /// <exception cref="StoreException">The state cannot be read.</exception>
    public bool HasDue => _outbox.IsOpen && store.Notices.AnyDue(time.GetUtcNow() - LongestWait);

    bool ICompanion.IsBusy => HasDue;

    private bool IsMailOn => settings.SmtpHost is not null && settings.To.Count > 0;

    /// <summary>Sends what is due until <paramref name="stop"/>; then ends the mail under way, begins no other and returns. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var pause = await RoundAsync(stop);
                await Task.Delay(pause, time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The lock is given back.
        }
    }

    Task ICompanion.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    private async Task<TimeSpan> RoundAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        try
        {
            await AlarmsAsync(stop);
            await NotUnderstoodAsync(stop);
            await EventsAsync(stop);
            await _outbox.LeaveAsync();
            _errors = 0;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            if (BitOperations.IsPow2(++_errors))
                log.NoticesBroken(e.Message);
            await _outbox.LeaveAsync();
            return AfterAnError;
        }
        catch (OperationCanceledException)
        {
            await _outbox.LeaveAsync();
            throw;
        }

        // Looking through very many that are not ready takes a while; it must not become all that this process does.
        var took = time.GetElapsedTime(began) * 10;
        return took > BetweenRounds ? took : BetweenRounds;
    }

    private async Task AlarmsAsync(CancellationToken stop)
    {
        foreach (var notice in store.Notices.DueAlarms(MostPerRound))
        {
            if (!IsMailOn)
                await store.Notices.DropAsync([notice.Id]);
            else if (_outbox.IsOpen)
                await _outbox.SendAsync(_mails.Alarm(notice), [notice], stop);
        }
    }

    private async Task NotUnderstoodAsync(CancellationToken stop)
    {
        var due = store.Notices.DueNotUnderstood(MostPerRound);
        if (due.Count == 0)
            return;
        if (!IsMailOn)
            await store.Notices.DropAsync([.. due.Select(entry => entry.Notice.Id)]);
        else if (_outbox.IsOpen)
            await _outbox.SendAsync(_mails.NotUnderstood(due), [.. due.Select(entry => entry.Notice)], stop);
    }

    private async Task EventsAsync(CancellationToken stop)
    {
        var ready = store.Notices.ReadyEvents(time.GetUtcNow() - LongestWait, MostPerRound);
        var counted = ready.Where(notice => notice.IsCounted).ToList();
        foreach (var notice in ready.Where(notice => !notice.IsCounted).Take(MostCountedPerRound))
        {
            await CountAsync(notice, stop);
            counted.Add(notice);
        }

        await store.Notices.DropAsync([.. counted.Where(notice => !IsWanted(notice.Kind)).Select(notice => notice.Id)]);
        if (_outbox.IsOpen)
            await MailAsync([.. counted.Where(notice => IsWanted(notice.Kind))], stop);
    }

    private bool IsWanted(NoticeKind kind) => IsMailOn && (kind == NoticeKind.Complaint ? settings.Complaints : settings.Unsubscribes);

    private async Task CountAsync(Notice notice, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var settled = observers.Count > 0 ? _mails.Settled(notice) : null;
        var campaign = settled is null ? null : await campaigns.FindAsync(settled, stop);
        // Claimed first: after a crash it is missing in a count, not there twice.
        if (await store.Notices.ClaimCountAsync(notice.EventId!.Value) && settled is not null)
            await ShowAsync(settled, campaign);
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
        var free = settings.MaxPerHour - store.Notices.SentSince(time.GetUtcNow() - Hour).Count;
        var held = ready.Where(notice => notice.IsHeld).ToList();
        if (held.Count > 1 && free > 0)
        {
            free -= await _outbox.SendAsync(_mails.Digest(held), held, stop) ? 1 : 0;
            held = [];
        }

        var waiting = new Queue<Notice>(held.Concat(ready.Where(notice => !notice.IsHeld)));
        while (free > 0 && _outbox.IsOpen && waiting.TryDequeue(out var notice))
            free -= await MailAsync(notice, stop) ? 1 : 0;
        if (waiting.Count > 0 && free <= 0)
            await HoldAsync([.. waiting]);
    }

    private async Task<bool> MailAsync(Notice notice, CancellationToken stop)
    {
        if (await _mails.EventAsync(notice, stop) is { } message)
            return await _outbox.SendAsync(message, [notice], stop);
        await store.Notices.DropAsync([notice.Id]);
        return false;
    }

    private Task HoldAsync(List<Notice> notices)
    {
        var now = time.GetUtcNow();
        var sent = store.Notices.SentSince(now - Hour);
        var excess = sent.Count - settings.MaxPerHour;
        return store.Notices.HoldAsync(notices, excess < 0 ? now : sent[excess] + Hour);
    }
}
