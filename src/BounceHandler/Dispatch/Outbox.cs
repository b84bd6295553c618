using System.Numerics;
using BounceHandler.Logging;
using BounceHandler.Notifications;
using BounceHandler.Storage;
using MimeKit;

namespace BounceHandler.Dispatch;

/// <summary>
/// Sends mails and notes what became of their notices. When the mail server cannot be used at all, nothing is sent for a while: a minute, then twice as
/// long each time, at most an hour. One that refuses several mails in a row is treated the same.
/// </summary>
internal sealed class Outbox(Store store, Func<IPostman> visit, OperatorLog log, TimeProvider time)
{
    /// <summary>Mails that are not alarms are given up when they are that old.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    // A stop does not wait longer than this for the mail under way; it is sent again then, with the same Message-Id.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // Different mails that were refused in a row: the fault is hardly theirs.
    private const int MostRefused = 3;

    private readonly HashSet<long> _refusedMails = [];
    private IPostman? _postman;
    private int _failures;
    private string _refused = "";
    private long _closedUntil;
    private long _sendingSince;

    /// <summary>False while the mail server is left alone after a failure.</summary>
    public bool IsOpen => time.GetUtcNow().UtcTicks >= Interlocked.Read(ref _closedUntil);

    /// <summary>True while a mail is being sent.</summary>
    public bool IsSending => Interlocked.Read(ref _sendingSince) != 0;

    /// <summary>True while a mail is being sent that has taken two seconds already: nobody need wait for it.</summary>
    public bool Hangs => Interlocked.Read(ref _sendingSince) is var since and not 0 && time.GetElapsedTime(since) > LongestAnswer;

    /// <summary>Pause after a number of failures, from 1.</summary>
    public static TimeSpan Pause(int failures)
    {
        var minutes = Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        return minutes < LongestPause.TotalMinutes ? TimeSpan.FromMinutes(minutes) : LongestPause;
    }

    /// <summary>Sends one mail that stands for some notices and closes or postpones them.</summary>
    public async Task<Posting> SendAsync(MimeMessage message, IReadOnlyList<Notice> notices, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var underWay = new CancellationTokenSource();
        using var stopping = stop.Register(() => underWay.CancelAfter(Grace));
        _postman ??= visit();
        switch (await PostAsync(_postman, message, underWay.Token))
        {
            case PostResult.Failed failed:
                await FailedAsync(failed, notices);
                return failed.ConcernsAll ? Posting.Away : Posting.Refused;
            case PostResult.Sent sent:
                _failures = 0;
                _refusedMails.Clear();
                await store.Notices.SentAsync(notices);
                log.NoticeSent(message.Subject ?? "");
                if (sent.Refused.Length > 0 && sent.Refused != _refused)
                    log.NoticeRecipientRefused(_refused = sent.Refused);
                return Posting.Sent;
            default:
                throw new InvalidOperationException("A mail was neither sent nor not.");
        }
    }

    /// <summary>Ends the visit to the mail server; the next mail begins another one. A stop does not wait for the server's farewell.</summary>
    public async Task LeaveAsync(CancellationToken stop)
    {
        if (_postman is not { } postman)
            return;
        _postman = null;
        var farewell = postman.DisposeAsync().AsTask();
        using var patience = new CancellationTokenSource();
        using var stopping = stop.Register(() => patience.CancelAfter(Farewell));
        await Task.WhenAny(farewell, Task.Delay(Timeout.Infinite, patience.Token));
        if (farewell.IsCompleted)
            await farewell;
    }

    private async Task<PostResult> PostAsync(IPostman postman, MimeMessage message, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _sendingSince, time.GetTimestamp());
        try
        {
            return await postman.SendAsync(message, cancellationToken);
        }
        finally
        {
            Interlocked.Exchange(ref _sendingSince, 0);
        }
    }

    private async Task FailedAsync(PostResult.Failed failed, IReadOnlyList<Notice> notices)
    {
        var now = time.GetUtcNow();
        var attempts = notices.Max(notice => notice.Attempts) + 1;
        var next = now + Pause(attempts);
        if (failed.ConcernsAll || (_refusedMails.Add(notices[0].Id) && _refusedMails.Count >= MostRefused))
        {
            _refusedMails.Clear();
            var reopened = now + Pause(++_failures);
            Interlocked.Exchange(ref _closedUntil, reopened.UtcTicks);
            if (failed.ConcernsAll)
                next = reopened;
        }

        var old = notices.Where(notice => notice.Kind != NoticeKind.Alarm && now - notice.CreatedAt >= GiveUpAfter).ToList();
        await store.Notices.PostponeAsync([.. notices.Except(old)], next, failed.Error);
        await store.Notices.DropAsync([.. old.Select(notice => notice.Id)]);
        // Not a line for each attempt of a server that is gone for days.
        if (BitOperations.IsPow2(failed.ConcernsAll ? _failures : attempts))
            log.NoticeFailed(failed.ConcernsAll ? _failures : attempts, TimeZoneInfo.ConvertTime(next, time.LocalTimeZone), failed.Error);
        if (old.Count > 0)
            log.NoticesAbandoned(old.Count);
    }
}
