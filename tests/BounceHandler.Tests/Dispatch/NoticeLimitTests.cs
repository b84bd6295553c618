using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Notifications;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

/// <summary>Mail to the operator burdens neither the mail server nor the end of a run.</summary>
public sealed class NoticeLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_nobody_wants_is_closed_in_one_transaction()
    {
        await using var scene = new NoticeScene { Settings = new NotificationSettings() };
        await scene.Store.Spool.AddAsync(1, [.. Enumerable.Range(1, 1500).Select(number =>
            StateFolder.Entry(StateFolder.Event(number, kind: EventKind.Complaint) with { Report = new MailReport() }))]);
        scene.Folder.Time.Advance(Minute * 10);
        scene.Start(observe: false);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        Assert.Equal(0, scene.Folder.Count("notices WHERE done IS NULL"));
        Assert.Equal(1, scene.Folder.Count("(SELECT DISTINCT done FROM notices)"));
    }

    [Fact]
    public async Task More_than_fit_into_a_round_are_all_shown_once()
    {
        await using var scene = new NoticeScene { Settings = new NotificationSettings() };
        await scene.Store.Spool.AddAsync(1, [.. Enumerable.Range(1, 1200).Select(number =>
            StateFolder.Entry(StateFolder.Event(number, kind: EventKind.Complaint) with { Report = new MailReport() }))]);
        scene.Folder.Time.Advance(Minute * 10);
        scene.Start();
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        Assert.Equal(1200, scene.Seen.Select(seen => seen.Event.Event.Identity).Distinct().Count());
        Assert.Equal(1200, scene.Seen.Count);
    }

    [Fact]
    public async Task Attempts_that_are_refused_count_against_the_hour()
    {
        await using var scene = new NoticeScene();
        scene.Settings = scene.Settings with { MaxPerHour = 2 };
        scene.Refusal = mail => mail.Subject!.Contains("user1@", StringComparison.Ordinal) ? Refused : null;
        await scene.AcceptAsync(6);
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 2);
        await scene.PassAsync(Minute * 20, TimeSpan.FromSeconds(5));
        Assert.Equal(2, scene.Attempts.Count);
        Assert.Equal(["Complaint: user2@example.com"], scene.Subjects);
        await scene.UntilAsync(() => scene.Sent.Count == 2, TimeSpan.FromSeconds(20));
        Assert.Equal("Digest: 5 complaints", scene.Subjects[1]);
    }

    [Fact]
    public async Task A_server_that_refuses_one_mail_after_the_other_is_left_alone()
    {
        await using var scene = new NoticeScene { Refusal = _ => Refused };
        await scene.AcceptAsync(30);
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count >= 3);
        await scene.PassAsync(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(1));
        Assert.Equal(3, scene.Attempts.Count);
        await scene.UntilAsync(() => scene.Attempts.Count > 3, TimeSpan.FromSeconds(1));
        scene.Refusal = _ => null;
        await scene.UntilAsync(() => scene.Sent.Count >= 20, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Nobody_waits_for_a_server_that_hangs()
    {
        await using var scene = new NoticeScene();
        var answer = new TaskCompletionSource();
        scene.Delay = answer.Task;
        await scene.AcceptAsync(2);
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 1, TimeSpan.Zero);
        Assert.True(scene.Notices.HasDue);
        scene.Folder.Time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.False(scene.Notices.HasDue);
        answer.SetResult();
        await scene.UntilAsync(() => scene.Sent.Count == 2);
    }

    [Fact]
    public async Task What_settles_after_everything_was_looked_through_is_waited_for()
    {
        await using var scene = new NoticeScene();
        await scene.AcceptAsync(settle: false);
        scene.Start();
        for (var number = 1; number <= 5; number++)
        {
            await scene.UntilAsync(() => !scene.Notices.HasDue);
            await scene.SettleAsync();
            await scene.UntilAsync(() => !scene.Notices.HasDue);
            Assert.Equal(number, scene.Sent.Count);
            await scene.AcceptAsync(settle: false);
        }
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_server_that_hangs()
    {
        await using var scene = new NoticeScene { Delay = Task.Delay(Timeout.Infinite, CancellationToken.None), Farewell = Task.Delay(Timeout.Infinite, CancellationToken.None) };
        await scene.AcceptAsync();
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 1);
        await scene.StopAsync();
        Assert.Empty(scene.Sent);
    }

    private static PostResult.Failed Refused => new("451 not now", ConcernsAll: false);
}
