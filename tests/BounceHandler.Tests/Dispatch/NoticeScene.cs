using System.Collections.Concurrent;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Notifications;
using BounceHandler.Providers;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;
using MimeKit;

namespace BounceHandler.Tests.Dispatch;

/// <summary>The loop that mails the operator, with a real store, a clock that a test moves, and a mail server that does as it is told.</summary>
internal sealed class NoticeScene : IAsyncDisposable
{
    private readonly Scene _scene = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _numbers;

    public NotificationSettings Settings { get; set; } = new() { SmtpHost = "mail.example.com", To = ["postmaster@example.com"] };

    public Store Store => _scene.Store;

    public StateFolder Folder => _scene.Folder;

    public IReadOnlyList<string> Logged => _scene.Logged;

    public Notices Notices { get; private set; } = null!;

    public Dictionary<string, IBounceProvider> Providers { get; } = [];

    public ConcurrentQueue<(SettledEvent Event, CampaignDescription? Campaign)> Seen { get; } = new();

    /// <summary>What the mail server answers; null: it takes the mail.</summary>
    public Func<MimeMessage, PostResult.Failed?> Refusal { get; set; } = _ => null;

    /// <summary>Until it is done, the mail server takes its time.</summary>
    public Task Delay { get; set; } = Task.CompletedTask;

    /// <summary>Until it is done, the mail server does not say good-bye.</summary>
    public Task Farewell { get; set; } = Task.CompletedTask;

    public ConcurrentQueue<MimeMessage> Sent { get; } = new();

    public ConcurrentQueue<DateTimeOffset> Attempts { get; } = new();

    public int Visits { get; private set; }

    public IReadOnlyList<string> Subjects => [.. Sent.Select(mail => mail.Subject!)];

    public void Start(bool observe = true)
    {
        var campaigns = new CampaignDescriptions(Providers, Store.Providers, Folder.Time);
        Func<SettledEvent, CampaignDescription?, Task> observer = (settled, campaign) =>
        {
            Seen.Enqueue((settled, campaign));
            return Task.CompletedTask;
        };
        Notices = new Notices(Store, Settings, campaigns, observe ? [observer] : [], () => new FakePostman(this), "host", _scene.Log, Folder.Time);
        _running = Notices.RunAsync(_stop.Token);
    }

    public async Task AcceptAsync(int count = 1, EventKind kind = EventKind.Complaint, bool settle = true, SubscriberRef? reference = null)
    {
        for (var i = 0; i < count; i++)
        {
            var e = StateFolder.Event(++_numbers, kind: kind) with { Report = new MailReport { Subject = "s" }, Reference = reference };
            await Store.Spool.AddAsync(1, [StateFolder.Entry(e)]);
        }

        if (settle)
            await SettleAsync();
    }

    public async Task SettleAsync()
    {
        foreach (var row in Store.Queued.List(0, 10_000))
            await Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", [new ListChange("l1", "News", "s1", "confirmed", "unsubscribed")]);
    }

    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => _scene.UntilAsync(condition, step ?? TimeSpan.FromMilliseconds(200));

    /// <summary>Lets the clock run for a while, slowly enough for the loop to go round.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        var end = Folder.Time.GetUtcNow() + time;
        await UntilAsync(() => Folder.Time.GetUtcNow() >= end, step);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        await _scene.DisposeAsync();
    }

    private sealed class FakePostman : IPostman
    {
        private readonly NoticeScene _scene;

        public FakePostman(NoticeScene scene)
        {
            _scene = scene;
            scene.Visits++;
        }

        public async Task<PostResult> SendAsync(MimeMessage message, CancellationToken cancellationToken)
        {
            _scene.Attempts.Enqueue(_scene.Folder.Time.GetUtcNow());
            await _scene.Delay.WaitAsync(cancellationToken);
            if (_scene.Refusal(message) is { } failed)
                return failed;
            _scene.Sent.Enqueue(message);
            return new PostResult.Sent();
        }

        public ValueTask DisposeAsync() => new(_scene.Farewell);
    }
}
