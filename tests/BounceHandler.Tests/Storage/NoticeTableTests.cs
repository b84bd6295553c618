using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class NoticeTableTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public NoticeTableTests() => _store = _folder.Open();

    private DateTimeOffset Now => _folder.Time.GetUtcNow();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_ready_when_nothing_of_it_is_queued()
    {
        await AcceptAsync(1, StateFolder.MailWizz, StateFolder.Interspire);
        Assert.Empty(Ready());
        await CompleteAsync();
        Assert.Empty(Ready());
        await _store.Spool.SetAsideAsync(_store.Queued.List(0, 1)[0], SpoolState.Failed, LedgerOutcome.Failed, "no", []);
        var notice = Assert.Single(Ready());
        Assert.Equal((NoticeKind.Complaint, false, false, 0), (notice.Kind, notice.IsCounted, notice.IsHeld, notice.Attempts));
    }

    [Fact]
    public async Task An_event_that_was_accepted_long_ago_is_ready_anyhow()
    {
        await AcceptAsync(1);
        _folder.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Single(Ready());
    }

    [Fact]
    public async Task An_event_waits_for_the_ones_that_come_from_it()
    {
        await AcceptAsync(1);
        await CompleteAsync();
        await AcceptAsync(2);
        SetOrigin(2, 1);
        Assert.Empty(Ready());
        await CompleteAsync();
        Assert.Equal([1L, 2L], Ready().Select(notice => notice.EventId!.Value));
        var material = _store.Reports.Read(1)!;
        Assert.Equal("user2@example.com", material.Resolved!.Spelling);
        Assert.Equal(2, material.Outcomes.Count);
    }

    [Fact]
    public async Task Everything_about_an_event_can_be_told()
    {
        await AcceptAsync(1, StateFolder.MailWizz, StateFolder.Interspire);
        var rows = _store.Queued.List(0, 10);
        await _store.Spool.CompleteAsync(rows[0], LedgerOutcome.Done, "note", [new ListChange("l1", "News", "s1", "confirmed", "unsubscribed")]);
        await _store.Spool.PostponeAsync(rows[1], Now.AddHours(1), "timeout", []);

        var material = _store.Reports.Read(rows[0].EventId)!;

        Assert.Equal(Report, material.Event.Report);
        Assert.Equal(Now, material.AcceptedAt);
        Assert.Null(material.Resolved);
        var outcome = Assert.Single(material.Outcomes);
        Assert.Equal((StateFolder.MailWizz, LedgerOutcome.Done, "note"), (outcome.Route, outcome.Outcome, outcome.Detail));
        Assert.Equal("News", Assert.Single(outcome.Changes).ListName);
        Assert.Equal(new EventWaiting(StateFolder.Interspire, SpoolState.Queued, "timeout"), Assert.Single(material.Waiting));
        Assert.Null(_store.Reports.Read(4711));
    }

    [Fact]
    public async Task However_many_are_not_ready_one_look_goes_through_a_few_and_the_next_goes_on()
    {
        for (var number = 1; number <= 6; number++)
            await AcceptAsync(number);
        await _store.Spool.CompleteAsync(_store.Queued.List(0, 10)[4], LedgerOutcome.Done, "", []);
        var first = _store.Notices.ReadyEvents(Now.AddMinutes(-10), 4);
        Assert.Empty(first.Ready);
        var second = _store.Notices.ReadyEvents(Now.AddMinutes(-10), 4, first.Next);
        Assert.Equal(5, Assert.Single(second.Ready).EventId);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Something_is_due_as_long_as_it_is_open_and_not_postponed()
    {
        Assert.False(_store.Notices.AnyDue());
        await _store.Notices.RaiseAsync("k", "t", "x", TimeSpan.Zero);
        Assert.True(_store.Notices.AnyDue());
        await _store.Notices.PostponeAsync(_store.Notices.DueAlarms(1), Now.AddMinutes(1), "no");
        Assert.False(_store.Notices.AnyDue());
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_store.Notices.AnyDue());
    }

    [Fact]
    public async Task An_event_is_counted_once()
    {
        await AcceptAsync(1);
        Assert.Equal([1L], await _store.Notices.ClaimCountsAsync([1, 4711]));
        await AcceptAsync(2);
        Assert.Equal([2L], await _store.Notices.ClaimCountsAsync([1, 2]));
        _folder.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.All(Ready(), notice => Assert.True(notice.IsCounted));
    }

    [Fact]
    public async Task A_mail_that_stands_for_several_events_is_one_mail()
    {
        await AcceptAsync(1);
        await AcceptAsync(2);
        await AcceptAsync(3);
        await AcceptAsync(4);
        _folder.Time.Advance(TimeSpan.FromMinutes(10));
        var ready = Ready();
        await _store.Notices.SentAsync([ready[0], ready[1]]);
        var first = Now;
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        await _store.Notices.SentAsync([ready[2]]);
        await _store.Notices.DropAsync([ready[3].Id]);
        Assert.Equal([first, Now], _store.Notices.SentSince(Now.AddHours(-1)));
        Assert.Equal([Now], _store.Notices.SentSince(first));
        Assert.Empty(Ready());
    }

    [Fact]
    public async Task A_notice_that_could_not_be_sent_comes_again_and_one_that_is_held_says_so()
    {
        await AcceptAsync(1);
        _folder.Time.Advance(TimeSpan.FromMinutes(10));
        await _store.Notices.PostponeAsync(Ready(), Now.AddMinutes(1), "no answer");
        Assert.Empty(Ready());
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, false), (Ready()[0].Attempts, Ready()[0].IsHeld));
        await _store.Notices.HoldAsync(Ready(), Now.AddMinutes(30));
        Assert.Empty(Ready());
        _folder.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((1, true), (Ready()[0].Attempts, Ready()[0].IsHeld));
    }

    [Fact]
    public async Task The_same_trouble_is_not_told_again_for_a_while()
    {
        Assert.True(await _store.Notices.RaiseAsync("paused mailwizz", "title", "text\nmore", TimeSpan.FromHours(1)));
        Assert.False(await _store.Notices.RaiseAsync("paused mailwizz", "title", "text", TimeSpan.FromHours(1)));
        Assert.True(await _store.Notices.RaiseAsync("paused interspire", "title", "text", TimeSpan.FromHours(1)));
        await _store.Notices.DropAsync([1]);
        Assert.False(await _store.Notices.RaiseAsync("paused mailwizz", "title", "text", TimeSpan.FromHours(1)));
        _folder.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await _store.Notices.RaiseAsync("paused mailwizz", "later", "text", TimeSpan.FromHours(1)));
        Assert.Equal(["title", "later"], _store.Notices.DueAlarms(10).Select(notice => notice.Title));
    }

    [Fact]
    public async Task Mails_that_were_not_understood_come_together_a_day_after_the_first()
    {
        await _store.Notices.AddNotUnderstoodAsync("1.drop", "to\r\n@x", "from\t", "subject", "reason", Now);
        await _store.Notices.AddNotUnderstoodAsync("1.drop", "again", "", "", "", Now);
        _folder.Time.Advance(TimeSpan.FromHours(23.5));
        await _store.Notices.AddNotUnderstoodAsync("2.drop", "to2", "from2", "", "reason2", Now);
        Assert.Empty(_store.Notices.DueNotUnderstood(10));
        _folder.Time.Advance(TimeSpan.FromHours(0.5));
        Assert.Equal(
        [
            new NotUnderstood("1.drop", "to\\x0D\\x0A@x", "from\\x09", "subject", "reason", Now.AddHours(-24)),
            new NotUnderstood("2.drop", "to2", "from2", "", "reason2", Now.AddHours(-0.5)),
        ], _store.Notices.DueNotUnderstood(10).Select(entry => entry.Mail));
    }

    [Fact]
    public async Task What_was_done_long_ago_is_forgotten_and_what_is_open_is_not()
    {
        await _store.Notices.RaiseAsync("a", "done", "", TimeSpan.Zero);
        await _store.Notices.RaiseAsync("b", "open", "", TimeSpan.Zero);
        await _store.Notices.DropAsync([1]);
        Assert.False(await _store.Notices.ForgetAsync(Now));
        Assert.Equal(2, _folder.Count("notices"));
        await _store.Notices.ForgetAsync(Now.AddMilliseconds(1));
        Assert.Equal(1, _folder.Count("notices"));
        Assert.Equal("open", Assert.Single(_store.Notices.DueAlarms(10)).Title);
    }

    [Fact]
    public async Task A_report_is_forgotten_with_its_event()
    {
        await AcceptAsync(1);
        await CompleteAsync();
        await AcceptAsync(2);
        _folder.Time.Advance(TimeSpan.FromDays(500));
        while (await _store.Retention.ForgetAsync(new(), Now))
        {
        }

        Assert.Equal(1, _folder.Count("reports"));
        Assert.NotNull(_store.Reports.Read(2));
    }

    private static readonly MailReport Report = new()
    {
        From = "f",
        Subject = "s",
        ListUnsubscribe = "l",
        ReportingMta = "r",
        SourceIp = "i",
        ReportedDomain = "d",
        Headers = "h",
    };

    private IReadOnlyList<Notice> Ready() => _store.Notices.ReadyEvents(Now.AddMinutes(-10), 100).Ready;

    private async Task AcceptAsync(int number, params BounceHandler.Classification.Route[] routes) => await _store.Spool.AddAsync(
        1, [StateFolder.Entry(StateFolder.Event(number, kind: EventKind.Complaint) with { Report = Report }, routes)]);

    private Task CompleteAsync() => _store.Spool.CompleteAsync(_store.Queued.List(0, 1)[0], LedgerOutcome.Done, "", []);

    private void SetOrigin(long eventId, long origin)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE events SET origin=$2 WHERE id=$1";
        command.Parameters.AddWithValue("$1", eventId);
        command.Parameters.AddWithValue("$2", origin);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
