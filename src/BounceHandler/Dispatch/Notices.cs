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
internal sealed class Notices : ICompanion
{
    /// <summary>How long a mail waits for what is still queued.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // More than these wait for the next round.
    private const int MostPerRound = 10_000;

    private const long Nothing = -1;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileThereIsMore = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AfterAnError = TimeSpan.FromMinutes(1);

    private readonly Store _store;
    private readonly NotificationSettings _settings;
    private readonly OperatorLog _log;
    private readonly TimeProvider _time;
    private readonly NoticeMails _mails;
    private readonly Outbox _outbox;
    private readonly EventNotices _events;

    // The store's version when the rounds began that look through everything now, and when those began that last did and left nothing.
    private long _version = Nothing;
    private long _doneVersion = Nothing;
    private int _errors;
    private volatile bool _isBroken;

    /// <param name="store">The state.</param>
    /// <param name="settings">What is mailed, where to, how often.</param>
    /// <param name="campaigns">Who describes campaigns.</param>
    /// <param name="observers">Called once for each complaint and unsubscribe when it is settled, also where no mail is sent.</param>
    /// <param name="visit">Opens a visit to the mail server.</param>
    /// <param name="host">Name of this machine, for the mails.</param>
    /// <param name="log">The log.</param>
    /// <param name="time">The clock.</param>
    public Notices(
        Store store, NotificationSettings settings, CampaignDescriptions campaigns,
        IReadOnlyList<Func<SettledEvent, CampaignDescription?, Task>> observers, Func<IPostman> visit, string host, OperatorLog log, TimeProvider time)
    {
        _store = store;
        _settings = settings;
        _log = log;
        _time = time;
        _mails = new NoticeMails(store, settings, campaigns, host, time);
        _outbox = new Outbox(store, visit, log, time);
        _events = new EventNotices(store, settings, campaigns, observers, _mails, _outbox, log, time);
    }

    /// <summary>
    /// True if there may be something to do now: a mail under way, or a change of the state since everything was last looked through. For whoever would end
    /// this process: what was settled before it is false has been told. Not waited for: a mail server that is away or hangs, and a search that takes
    /// seconds; those notices stay open. Costs next to nothing and never throws.
    /// </summary>
    public bool HasDue
    {
        get
        {
            try
            {
                return !_isBroken && _outbox.IsOpen && !_outbox.Hangs && !_events.IsSearching
                    && (_outbox.IsSending || (_store.Version() != Interlocked.Read(ref _doneVersion) && _store.Notices.AnyDue()));
            }
            catch (StoreException)
            {
                return false;
            }
        }
    }

    bool ICompanion.IsBusy => HasDue;

    private bool IsMailOn => _settings.SmtpHost is not null && _settings.To.Count > 0;

    /// <summary>Sends what is due until <paramref name="stop"/>; then ends the mail under way, begins no other and returns. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var pause = await RoundAsync(stop);
                await Task.Delay(pause, _time, stop);
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
        try
        {
            if (_events.IsAtBeginning)
                _version = _store.Version();
            await AlarmsAsync(stop);
            await NotUnderstoodAsync(stop);
            var began = _time.GetTimestamp();
            var round = await _events.RoundAsync(stop);
            var took = _time.GetElapsedTime(began);
            await _outbox.LeaveAsync(stop);
            // What waits for the mail server may be due as soon as it is asked again.
            if (round.IsComplete && _outbox.IsOpen)
                Interlocked.Exchange(ref _doneVersion, _version);
            _errors = 0;
            _isBroken = false;
            return Pause(round, took);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            _isBroken = true;
            if (BitOperations.IsPow2(++_errors))
                _log.NoticesBroken(e.Message);
            await _outbox.LeaveAsync(stop);
            return AfterAnError;
        }
        catch (OperationCanceledException)
        {
            await _outbox.LeaveAsync(stop);
            throw;
        }
    }

    // Looking through very many that are not ready takes a while; it must not become all that this process does.
    private static TimeSpan Pause(NoticeRound round, TimeSpan took)
    {
        if (round.HasActed)
            return WhileThereIsMore;
        var (shortest, longest) = round.IsComplete ? (BetweenRounds, took * 10) : (WhileThereIsMore, took * 3);
        return longest > shortest ? longest : shortest;
    }

    private async Task AlarmsAsync(CancellationToken stop)
    {
        foreach (var notice in _store.Notices.DueAlarms(MostPerRound))
        {
            if (!IsMailOn)
                await _store.Notices.DropAsync([notice.Id]);
            else if (_outbox.IsOpen)
                await _outbox.SendAsync(_mails.Alarm(notice), [notice], stop);
        }
    }

    private async Task NotUnderstoodAsync(CancellationToken stop)
    {
        var due = _store.Notices.DueNotUnderstood(MostPerRound);
        if (due.Count == 0)
            return;
        if (!IsMailOn)
            await _store.Notices.DropAsync([.. due.Select(entry => entry.Notice.Id)]);
        else if (_outbox.IsOpen)
            await _outbox.SendAsync(_mails.NotUnderstood(due), [.. due.Select(entry => entry.Notice)], stop);
    }
}
