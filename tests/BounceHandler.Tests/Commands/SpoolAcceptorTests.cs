using BounceHandler.Classification;
using BounceHandler.Classification.Brake;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Statistics;
using BounceHandler.Storage;
using BounceHandler.Tests.Dispatch;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Commands;

public sealed class SpoolAcceptorTests : IAsyncDisposable
{
    private static readonly Decision.Accept[] Batch = [Accept(1), Accept(2)];

    private readonly Scene _scene = new();
    private readonly RowTally _tally = new();
    private readonly OutcomeReporter _reporter;
    private int _wakes;

    public SpoolAcceptorTests() => _reporter = new OutcomeReporter(_scene.Store, 7, _scene.Log);

    [Fact]
    public async Task What_is_accepted_is_in_the_spool_and_the_dispatcher_knows()
    {
        var taken = await Acceptor().AcceptAsync(Batch);

        Assert.Equal([[StateFolder.MailWizz], [StateFolder.MailWizz]], taken.Select(one => one.Routes));
        Assert.Equal([7, 7], _scene.Store.Queued.List(0, 10).Select(row => row.Run));
        Assert.Equal(1, _wakes);
    }

    [Fact]
    public async Task Again_takes_what_was_taken_before()
    {
        await Acceptor().AcceptAsync(Batch);

        Assert.Equal([0, 0], (await Acceptor().AcceptAsync(Batch)).Select(one => one.Routes.Count));
        Assert.Equal([1, 1], (await Acceptor(again: true).AcceptAsync(Batch)).Select(one => one.Routes.Count));
    }

    [Fact]
    public async Task The_same_header_again_costs_no_transaction()
    {
        var acceptor = Acceptor();
        await acceptor.HeaderAsync(["type", "rcpt"]);
        var version = _scene.Store.Version();
        await acceptor.HeaderAsync(["type", "rcpt"]);
        Assert.Equal(version, _scene.Store.Version());

        await acceptor.HeaderAsync(["type", "orig"]);
        Assert.Equal(2, _scene.Store.Layouts.Read().Count);
    }

    [Fact]
    public async Task What_was_read_is_added_to_the_shared_counters_when_the_run_notes_how_far_it_is()
    {
        var counts = new RecordCounts();
        var acceptor = new SpoolAcceptor(_scene.Store, 7, _reporter, () => { }, new Alarms(_scene.Store, _scene.Log), _scene.Log, false, _scene.Folder.Time, counts);
        counts.CountProcessed("b", "hard");
        await acceptor.NoteAsync(_tally, null, _scene.Folder.Time.GetUtcNow());
        await acceptor.NoteAsync(_tally, null, _scene.Folder.Time.GetUtcNow());

        Assert.Equal([new Counter(CounterName.Records, "type=\"b\",outcome=\"hard\"", 1)], _scene.Store.Counters.Read());
    }

    [Fact]
    public async Task Totals_are_reported_every_hour_and_the_run_notes_how_far_it_is()
    {
        using var run = await _scene.Store.Runs.BeginAsync("process");
        var acceptor = Acceptor(run: run.Id);
        var read = _scene.Folder.Time.GetUtcNow();
        _tally.CountProcessed("hard");
        await acceptor.TickAsync(_tally, read);
        Assert.Null(_scene.Store.Runs.LastReader());

        _scene.Folder.Time.Advance(TimeSpan.FromSeconds(10));
        await acceptor.TickAsync(_tally, read);
        var noted = _scene.Store.Runs.LastReader()!;
        Assert.Equal((run.Id, read, 1L), (noted.Id, noted.LastRecord, noted.Total));

        Assert.Equal(0, TotalsSoFar());
        for (var hour = 1; hour <= 3; hour++)
        {
            _scene.Folder.Time.Advance(TimeSpan.FromHours(1));
            await acceptor.TickAsync(_tally, read);
            await acceptor.TickAsync(_tally, read);
            Assert.Equal(hour, TotalsSoFar());
        }
    }

    [Fact]
    public async Task Many_names_that_are_complained_about_are_one_alarm_an_hour()
    {
        var acceptor = Acceptor();
        await ComplainAsync(acceptor, 0, 20);
        Assert.Equal(6, _scene.Store.Notices.DueAlarms(100).Count);
        Assert.Contains("many domains", _scene.Store.Notices.DueAlarms(100)[5].Title, StringComparison.Ordinal);

        _scene.Folder.Time.Advance(TimeSpan.FromHours(1));
        await ComplainAsync(acceptor, 20, 20);
        Assert.Equal(12, _scene.Store.Notices.DueAlarms(100).Count);
    }

    [Theory]
    [InlineData(false, SpoolState.Held, "addresses of run 7")]
    [InlineData(true, SpoolState.Queued, null)]
    public async Task Plain_addresses_wait_unless_they_are_meant(bool areMeant, SpoolState expected, string? heldBy)
    {
        var acceptor = Acceptor(areMeant: areMeant);
        var taken = await acceptor.AcceptAsync([Accept(1) with { Event = StateFolder.Event(1) with { RecordType = "address" } }, Accept(2)]);

        Assert.Equal([heldBy, null], taken.Select(one => one.HeldBy));
        Assert.Equal([expected, SpoolState.Queued], _scene.Store.Queued.List(0, 10).Select(row => row.State));
        acceptor.Accepted(Accept(2), taken[1]);
        Assert.False(acceptor.HoldsAddresses);
        acceptor.Accepted(Accept(1) with { Event = StateFolder.Event(1) with { RecordType = "address" } }, taken[0]);
        Assert.Equal(!areMeant, acceptor.HoldsAddresses);
        Assert.Equal(areMeant ? 0 : 1, _reporter.Totals().Single().Held);
    }

    [Theory]
    [InlineData(ActionMode.Act, 1, 0)]
    [InlineData(ActionMode.Observe, 0, 1)]
    public void Of_a_soft_bounce_that_has_become_a_hard_one_and_is_held_the_soft_rows_are_not(ActionMode mode, int queued, int observed)
    {
        _scene.Store.Spool.Follow(new Settings { Mode = mode });
        var soft = new Decision.Accept(StateFolder.Event(1, kind: EventKind.SoftBounce), Verdict.Soft, [StateFolder.MailWizz]) { HardRoutes = [StateFolder.Interspire] };
        var hard = StateFolder.Event(1) with { Rule = "soft-bounces" };
        Acceptor().Accepted(soft, new Acceptance([StateFolder.MailWizz, StateFolder.Interspire])
        {
            Hard = (hard, [StateFolder.Interspire]),
            HeldBy = "domain example.com",
        });

        Assert.Equal(
            [("interspire", 0L, 1L, 0L), ("mailwizz", (long)queued, 0L, (long)observed)],
            _reporter.Totals().OrderBy(totals => totals.Provider).Select(totals => (totals.Provider, totals.Queued, totals.Held, totals.Observed)));
    }

    [Theory]
    [InlineData("rb", true, "-> mailwizz (to be proved)")]
    [InlineData("rb", false, "-> mailwizz")]
    [InlineData("b", true, "-> mailwizz")]
    public void A_line_says_that_a_provider_is_asked_first(string type, bool hasReference, string end)
    {
        var reported = StateFolder.Event(1) with { RecordType = type, Reference = hasReference ? new SubscriberRef("c", "l", "s") : null };
        Acceptor().Accepted(new Decision.Accept(reported, Verdict.Hard, [StateFolder.MailWizz]), new Acceptance([StateFolder.MailWizz]));

        Assert.EndsWith(end, Assert.Single(_scene.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_outcome_is_told_before_its_record()
    {
        var acceptor = Acceptor();
        var first = await acceptor.AcceptAsync([Accept(1)]);
        acceptor.Accepted(Accept(1), first[0]);
        await CompleteAllAsync();
        var second = await acceptor.AcceptAsync([Accept(2)]);
        await CompleteAllAsync();

        await acceptor.TickAsync(_tally, null, allTold: false);
        Assert.Equal((0L, 1L), _reporter.Totals() is [var totals] ? (totals.Queued, totals.NothingToDo) : default);
        acceptor.Accepted(Accept(2), second[0]);
        await acceptor.TickAsync(_tally, null);
        Assert.Equal((0L, 2L), _reporter.Totals() is [var all] ? (all.Queued, all.NothingToDo) : default);
    }

    private async Task CompleteAllAsync()
    {
        foreach (var row in _scene.Store.Queued.List(0, 10))
            await _scene.Store.Spool.CompleteAsync(row, LedgerOutcome.NothingToDo, "unknown", []);
    }

    [Fact]
    public async Task Beyond_the_limit_rows_are_counted_as_held_and_the_operator_is_told_once()
    {
        _scene.Store.Spool.Limits = new BrakeLimits(new BrakeSettings { PerHour = 2, Minimum = 2 });
        var acceptor = Acceptor();
        Decision.Accept[] batch = [Accept(1), Accept(2), Accept(3), Accept(4)];
        var taken = await acceptor.AcceptAsync(batch);
        for (var i = 0; i < batch.Length; i++)
            acceptor.Accepted(batch[i], taken[i]);
        await acceptor.TickAsync(_tally, null);

        Assert.Equal((2L, 2L), _reporter.Totals() is [var totals] ? (totals.Queued, totals.Held) : default);
        Assert.Equal(2, _scene.Logged.Count(line => line.Contains("-> mailwizz (held: domain example.com)", StringComparison.Ordinal)));
        Assert.Equal("removals are held: domain example.com", Assert.Single(_scene.Store.Notices.DueAlarms(10)).Title);
    }

    [Fact]
    public async Task Replies_that_blame_the_sender_are_an_alarm_a_summary_and_stored()
    {
        var acceptor = Acceptor();
        for (var i = 0; i < 30; i++)
            acceptor.Skipped(0, "nothing to do", "", new Decision.Skip("nothing to do", Verdict: Verdict.Block) { Judged = Blocked("gmail.com") });
        acceptor.Skipped(0, "nothing to do", "", new Decision.Skip("nothing to do", Verdict: Verdict.Soft) { Judged = Blocked("gmail.com") });
        await acceptor.TickAsync(_tally, null);

        var alarm = Assert.Single(_scene.Store.Notices.DueAlarms(100));
        Assert.StartsWith("gmail.com: authentication on vmta3 since ", alarm.Title, StringComparison.Ordinal);
        Assert.EndsWith(", 20 replies", alarm.Title, StringComparison.Ordinal);
        Assert.Contains("no address is touched", alarm.Text, StringComparison.Ordinal);
        acceptor.SummariseBlocks();
        Assert.Contains(_scene.Logged, line => line.Contains("Blocked: gmail.com: authentication on vmta3, 30 replies from ", StringComparison.Ordinal));
        await acceptor.NoteAsync(_tally, null, _scene.Folder.Time.GetUtcNow());
        Assert.Equal(30, Assert.Single(_scene.Store.Blocks.Largest(DateTimeOffset.UnixEpoch, 5)).Count);
    }

    // The companion file has what the pipe has read, and perhaps what it has missed at the end.
    [Fact]
    public async Task A_replay_counts_no_reply_again_that_blames_the_sender_and_raises_no_alarm_again()
    {
        await CountBlocksAsync(Acceptor(), 25, _scene.Folder.Time.GetUtcNow());
        Assert.Single(_scene.Store.Notices.DueAlarms(100));
        var later = _scene.Folder.Time.GetUtcNow().AddHours(25);
        _scene.Folder.Time.Advance(TimeSpan.FromHours(25));
        await CountBlocksAsync(Acceptor(replays: true), 25, later.AddHours(-25));
        Assert.Equal(25, Assert.Single(_scene.Store.Blocks.Largest(DateTimeOffset.UnixEpoch, 5)).Count);

        await CountBlocksAsync(Acceptor(replays: true), 30, later);
        Assert.Equal(55, Assert.Single(_scene.Store.Blocks.Largest(DateTimeOffset.UnixEpoch, 5)).Count);
        Assert.Equal(2, _scene.Store.Notices.DueAlarms(100).Count);
    }

    [Theory]
    [InlineData(23, 1)]
    [InlineData(25, 0)]
    public async Task Of_what_is_long_over_there_is_no_alarm(int hours, int alarms)
    {
        await CountBlocksAsync(Acceptor(), 25, _scene.Folder.Time.GetUtcNow().AddHours(-hours));

        Assert.Equal(alarms, _scene.Store.Notices.DueAlarms(100).Count);
        Assert.Equal(25, Assert.Single(_scene.Store.Blocks.Largest(DateTimeOffset.UnixEpoch, 5)).Count);
    }

    private async Task CountBlocksAsync(SpoolAcceptor acceptor, int count, DateTimeOffset at)
    {
        for (var i = 0; i < count; i++)
            acceptor.Skipped(0, "nothing to do", "", new Decision.Skip("nothing to do", Verdict: Verdict.Block) { Judged = Blocked("gmail.com") with { OccurredAt = at } });
        await acceptor.TickAsync(_tally, null);
        await acceptor.NoteAsync(_tally, null, _scene.Folder.Time.GetUtcNow());
    }

    [Fact]
    public async Task Many_domains_that_refuse_are_six_alarms_an_hour()
    {
        var acceptor = Acceptor();
        for (var i = 0; i < 20 * 30; i++)
            acceptor.Accepted(new Decision.Accept(Blocked($"d{i % 30}.example"), Verdict.Block, [StateFolder.MailWizz]), new Acceptance([StateFolder.MailWizz]));
        await acceptor.TickAsync(_tally, null);

        Assert.Equal(6, _scene.Store.Notices.DueAlarms(100).Count);
    }

    private static BounceEvent Blocked(string domain) => StateFolder.Event(1, $"user@{domain}", EventKind.Block) with { Reason = "authentication", VirtualMta = "vmta3" };

    private async Task ComplainAsync(SpoolAcceptor acceptor, int first, int names)
    {
        for (var name = first; name < first + names; name++)
        {
            var complaint = StateFolder.Event(1, kind: EventKind.Complaint) with { Report = new MailReport { ReportedDomain = $"d{name}.example" } };
            for (var i = 0; i <= ComplaintRate.Limit; i++)
                acceptor.Accepted(new Decision.Accept(complaint, Verdict.Hard, [StateFolder.MailWizz]), new Acceptance([StateFolder.MailWizz]));
            await acceptor.TickAsync(_tally, null);
        }
    }

    private int TotalsSoFar() => _scene.Logged.Count(line => line.Contains("so far", StringComparison.Ordinal));

    private SpoolAcceptor Acceptor(bool again = false, long run = 7, bool areMeant = false, bool replays = false) =>
        new(_scene.Store, run, _reporter, () => _wakes++, new Alarms(_scene.Store, _scene.Log), _scene.Log, again, _scene.Folder.Time) { AddressesAreMeant = areMeant, Replays = replays };

    private static Decision.Accept Accept(int number) => new(StateFolder.Event(number), Verdict.Hard, [StateFolder.MailWizz]);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
