using System.Numerics;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Notifications;

namespace BounceHandler.Tests.Dispatch;

public sealed class NoticesTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_settled_complaint_is_mailed_once_with_what_was_done()
    {
        await using var scene = new NoticeScene();
        await scene.AcceptAsync();
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 1);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        await scene.PassAsync(Minute * 15, TimeSpan.FromSeconds(10));
        Assert.Contains("News: confirmed → unsubscribed", Assert.Single(scene.Sent).TextBody, StringComparison.Ordinal);
        Assert.Contains("Mail to the operator sent: Complaint: user1@example.com", scene.Logged);
    }

    [Fact]
    public async Task A_mail_waits_for_what_is_queued_but_not_for_ever()
    {
        await using var scene = new NoticeScene();
        await scene.AcceptAsync(settle: false);
        var accepted = scene.Folder.Time.GetUtcNow();
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 1, TimeSpan.FromSeconds(5));
        Assert.True(scene.Attempts.Single() - accepted >= Notices.LongestWait);
        Assert.Contains("still queued", Assert.Single(scene.Sent).TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_switched_off_is_counted_and_not_mailed()
    {
        await using var scene = new NoticeScene();
        scene.Settings = scene.Settings with { Complaints = false };
        await scene.AcceptAsync();
        await scene.AcceptAsync(kind: EventKind.Unsubscribe);
        scene.Start();
        await scene.UntilAsync(() => scene.Seen.Count == 2 && !scene.Notices.HasDue);
        Assert.Equal(["Unsubscribe: user2@example.com"], scene.Subjects);
    }

    [Fact]
    public async Task Without_a_mail_server_notices_end_silently_and_events_are_counted()
    {
        await using var scene = new NoticeScene { Settings = new NotificationSettings() };
        await scene.AcceptAsync(3);
        await scene.Store.Notices.RaiseAsync("k", "t", "x", TimeSpan.Zero);
        await scene.Store.Notices.AddNotUnderstoodAsync("d", "", "", "", "", scene.Folder.Time.GetUtcNow());
        scene.Start();
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        await scene.PassAsync(TimeSpan.FromHours(25), Minute * 10);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        Assert.Equal(3, scene.Seen.Count);
        Assert.Equal(0, scene.Visits);
        Assert.DoesNotContain(scene.Logged, line => line.Contains("Mail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Over_the_limit_mails_wait_and_become_one()
    {
        await using var scene = new NoticeScene();
        scene.Settings = scene.Settings with { MaxPerHour = 2 };
        await scene.AcceptAsync(5);
        var began = scene.Folder.Time.GetUtcNow();
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 2);
        await scene.Store.Notices.RaiseAsync("k", "not limited", "x", TimeSpan.Zero);
        await scene.UntilAsync(() => scene.Sent.Count == 3);
        await scene.AcceptAsync(kind: EventKind.Unsubscribe);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        await scene.UntilAsync(() => scene.Sent.Count == 4, TimeSpan.FromSeconds(20));
        Assert.Equal(
            ["Complaint: user1@example.com", "Complaint: user2@example.com", "BounceHandler: not limited", "Digest: 3 complaints and 1 unsubscribe"], scene.Subjects);
        Assert.True(scene.Attempts.Last() - began >= TimeSpan.FromHours(1));
        Assert.Equal(6, scene.Seen.Count);
        Assert.Contains("user6@example.com", scene.Sent.Last().TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_mail_that_waited_for_the_hour_is_itself()
    {
        await using var scene = new NoticeScene();
        scene.Settings = scene.Settings with { MaxPerHour = 1 };
        await scene.AcceptAsync(2);
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 2, TimeSpan.FromSeconds(20));
        Assert.Equal("Complaint: user2@example.com", scene.Subjects[1]);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_asked_ever_more_seldom_and_nothing_is_lost()
    {
        await using var scene = new NoticeScene { Refusal = _ => new PostResult.Failed("connection refused", ConcernsAll: true) };
        await scene.AcceptAsync(3);
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 1);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        await scene.PassAsync(TimeSpan.FromHours(12), TimeSpan.FromSeconds(30));
        // After 1, 2, 4, … minutes, then hourly; the loop may come later than the clock of a test.
        Assert.InRange(scene.Attempts.Count, 7, 19);
        Assert.Equal(3, scene.Seen.Count);
        // A line for the first, second, fourth, … failure.
        await scene.UntilAsync(() => scene.Logged.Count(line => line.Contains("cannot be sent", StringComparison.Ordinal)) == BitOperations.Log2((uint)scene.Attempts.Count) + 1);
        scene.Refusal = _ => null;
        await scene.UntilAsync(() => scene.Sent.Count == 3, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_mail_that_is_refused_does_not_keep_the_others()
    {
        await using var scene = new NoticeScene();
        scene.Refusal = mail => mail.Subject!.Contains("user1@", StringComparison.Ordinal) ? new PostResult.Failed("550 no", ConcernsAll: false) : null;
        await scene.AcceptAsync(3);
        scene.Start();
        await scene.UntilAsync(() => scene.Sent.Count == 2);
        Assert.Equal(1, scene.Visits);
        await scene.UntilAsync(() => scene.Attempts.Count >= 5, TimeSpan.FromSeconds(5));
        Assert.Equal(2, scene.Sent.Count);
    }

    [Fact]
    public async Task An_error_that_nobody_foresaw_is_logged_and_the_mail_goes_later()
    {
        await using var scene = new NoticeScene { Refusal = _ => throw new InvalidOperationException("a bug") };
        await scene.AcceptAsync();
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 3, TimeSpan.FromSeconds(5));
        scene.Refusal = _ => null;
        await scene.UntilAsync(() => scene.Sent.Count == 1, TimeSpan.FromSeconds(5));
        Assert.InRange(scene.Logged.Count(line => line.Contains("a bug", StringComparison.Ordinal)), 2, 3);
    }

    [Fact]
    public async Task Events_are_given_up_after_three_days_and_alarms_never()
    {
        await using var scene = new NoticeScene { Refusal = _ => new PostResult.Failed("550 no", ConcernsAll: false) };
        await scene.AcceptAsync();
        await scene.Store.Notices.RaiseAsync("k", "t", "x", TimeSpan.Zero);
        scene.Start();
        await scene.UntilAsync(() => scene.Logged.Any(line => line.Contains("given up after three days: 1", StringComparison.Ordinal)), Minute * 5);
        await scene.PassAsync(TimeSpan.FromHours(3), Minute);
        scene.Refusal = _ => null;
        await scene.UntilAsync(() => !scene.Sent.IsEmpty, Minute);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        Assert.Equal(["BounceHandler: t"], scene.Subjects);
    }

    [Fact]
    public async Task Mails_that_were_not_understood_come_once_a_day()
    {
        await using var scene = new NoticeScene();
        for (var i = 0; i < 3; i++)
            await scene.Store.Notices.AddNotUnderstoodAsync($"{i}.drop", "to", "from", "subject", "no format matches", scene.Folder.Time.GetUtcNow());
        scene.Start();
        await scene.PassAsync(TimeSpan.FromHours(23), Minute * 5);
        Assert.Empty(scene.Sent);
        await scene.UntilAsync(() => scene.Sent.Count == 1, Minute);
        Assert.Equal(["3 unsubscribe mails were not understood"], scene.Subjects);
        await scene.UntilAsync(() => !scene.Notices.HasDue);
        await scene.PassAsync(TimeSpan.FromHours(30), Minute * 10);
        Assert.Single(scene.Sent);
    }

    [Fact]
    public async Task A_stop_ends_the_mail_under_way_and_begins_no_other()
    {
        await using var scene = new NoticeScene();
        var taken = new TaskCompletionSource();
        scene.Delay = taken.Task;
        await scene.AcceptAsync(3);
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 1);
        var stopped = scene.StopAsync();
        taken.SetResult();
        await stopped;
        Assert.Single(scene.Sent);
        Assert.Single(scene.Attempts);
        Assert.True(scene.Notices.HasDue);
    }

    [Fact]
    public async Task An_observer_sees_an_event_once_also_after_a_restart()
    {
        await using var scene = new NoticeScene { Refusal = _ => new PostResult.Failed("no", ConcernsAll: true) };
        await scene.AcceptAsync();
        scene.Start();
        await scene.UntilAsync(() => scene.Attempts.Count == 1);
        await scene.StopAsync();
        Assert.Single(scene.Seen);
        Assert.Empty(await scene.Store.Notices.ClaimCountsAsync([1]));
    }
}
