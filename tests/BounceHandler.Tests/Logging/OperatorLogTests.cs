using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Logging;

public sealed class OperatorLogTests : IDisposable
{
    private static readonly BounceEvent Bounce = new()
    {
        Identity = new EventIdentity(1, 2),
        Kind = EventKind.HardBounce,
        RecordType = "b",
        OccurredAt = DateTimeOffset.UnixEpoch,
        Rule = "category:bad-mailbox",
        Recipient = new EmailAddress("Y@x.example", "y@x.example"),
        Reference = new SubscriberRef("camp", "list", "sub"),
        Category = "bad-mailbox",
        EnvelopeSender = "from@s.example",
        VirtualMta = "vmta1",
        JobId = "mailwizz-abc",
        Status = "5.1.1 (bad)",
        Agent = "AOL",
    };

    private readonly LogDirectory _directory = new();

    public static TheoryData<Action<OperatorLog>, string[]> Wording => new()
    {
        { l => l.Started("1.0.0", "r1", "/etc/b.json"), ["BounceHandler 1.0.0, run=r1, configuration=/etc/b.json"] },
        {
            l => l.Started("1.0.0", "r1", null),
            ["BounceHandler 1.0.0, run=r1. No configuration file: no campaign tool is configured, the local suppression list is the only provider"]
        },
        { l => l.EndedWithDefaults(), ["No configuration file: no campaign tool is configured, the local suppression list is the only provider"] },
        { l => l.StateDirectory("/s", ""), ["State directory: /s"] },
        { l => l.StateDirectory("/s", "a note"), ["State directory: /s (a note)"] },
        { l => l.Categories(["a", "b"], []), ["Handling bounce categories=a,b", "Handling soft-bounce categories=(none)"] },
        {
            l => l.Provider("mailwizz", "mailwizz", "https://m.example/api", ["a@b", "*.c"]),
            ["Bounce-provider: mailwizz (type mailwizz), endpoint=https://m.example/api, senders=a@b,*.c"]
        },
        { l => l.ProviderLists("interspire", ["1", "2"]), ["   interspire: loaded lists, list-ids=1,2"] },
        {
            l => l.Bounced(Bounce, "hard", ["mailwizz", "suppressions"]),
            [
                "Bounce: bad-mailbox (hard) from=from@s.example via=vmta1 to=Y@x.example jobId=mailwizz-abc status=5.1.1 (bad) "
                    + "rule=category:bad-mailbox -> mailwizz, suppressions",
            ]
        },
        {
            l => l.NotAccepted(Bounce, "hard", "no route"),
            [
                "Bounce: bad-mailbox (hard) from=from@s.example via=vmta1 to=Y@x.example jobId=mailwizz-abc status=5.1.1 (bad) "
                    + "rule=category:bad-mailbox -> no route",
            ]
        },
        {
            l => l.NotAccepted(Bounce with { Kind = EventKind.Complaint, Recipient = null, Reference = null, Rule = "complaint:rcpt" }, "unknown", "recipient not found"),
            ["Complaint: AOL from=from@s.example via=vmta1 to=(redacted) jobId=mailwizz-abc list= subscriber= rule=complaint:rcpt -> recipient not found"]
        },
        { l => l.Bounced(Bounce with { RecordType = "address" }, "hard", ["mailwizz"]), ["Address: Y@x.example rule=category:bad-mailbox -> mailwizz"] },
        {
            l => l.Bounced(Bounce with { RecordType = "rb" }, "hard", ["mailwizz", "suppressions"], "domain x.example", toBeProved: true),
            [
                "Bounce: bad-mailbox (hard) from=from@s.example via=vmta1 to=Y@x.example jobId=mailwizz-abc status=5.1.1 (bad) "
                    + "rule=category:bad-mailbox -> mailwizz, suppressions (to be proved) (held: domain x.example)",
            ]
        },
        {
            l => l.Bounced(Bounce with { Kind = EventKind.Complaint, Recipient = null, Rule = "feedback:abuse" }, "complaint", ["m"]),
            ["Complaint: AOL from=from@s.example via=vmta1 to=(redacted) jobId=mailwizz-abc list=list subscriber=sub rule=feedback:abuse -> m"]
        },
        {
            l => l.Bounced(Bounce with { Kind = EventKind.Unsubscribe, Rule = "mail" }, "unsubscribe", ["m"]),
            ["Unsubscribe: to=Y@x.example campaign=camp list=list subscriber=sub rule=mail -> m"]
        },
        {
            l => l.ListChanged("mailwizz", "y@x", new ListChange("ab123", "Weekly", "sub1", "confirmed", "unsubscribed"), "category:bad-mailbox"),
            ["   mailwizz: y@x list=ab123 (Weekly) subscriber=sub1 confirmed -> unsubscribed rule=category:bad-mailbox"]
        },
        {
            l => l.ListChanged("mailwizz", "y@x", new ListChange("ab123", "", "sub1", "confirmed", "unsubscribed"), "category:bad-mailbox"),
            ["   mailwizz: y@x list=ab123 subscriber=sub1 confirmed -> unsubscribed rule=category:bad-mailbox"]
        },
        {
            l => l.AttemptFailed("m", "y@x", "504", new DateTimeOffset(2016, 5, 29, 9, 47, 0, TimeSpan.FromHours(2)), 3),
            ["WARNING:    m: y@x failed, attempt 3, next at 29/May/2016:09:47:00: 504"]
        },
        { l => l.BlockedElsewhere(1), ["Blocked elsewhere: 1 reply"] },
        { l => l.BlockedElsewhere(2), ["Blocked elsewhere: 2 replies"] },
        {
            l => l.BrakeClosed("domain x.example", new DateTimeOffset(2016, 5, 29, 9, 0, 0, TimeSpan.FromHours(2)), 200, 0),
            [
                "WARNING: Removals are held: domain x.example, hour of 2016-05-29 09:00 +02:00, made=200; further ones of this hour wait. "
                    + "\"bouncehandler held list\" shows them and how to release or discard them",
            ]
        },
        {
            l => l.BrakeClosed("domain x.example", new DateTimeOffset(2016, 5, 29, 9, 0, 0, TimeSpan.FromHours(2)), 51, 400),
            [
                "WARNING: Removals are held: domain x.example, hour of 2016-05-29 09:00 +02:00, made=51, deliveries=400; further ones of this hour wait. "
                    + "\"bouncehandler held list\" shows them and how to release or discard them",
            ]
        },
        {
            l => l.ProviderPaused("m", "bad key"),
            ["ERROR: Bounce-provider m is PAUSED, all its work is kept in the queue. It refuses our requests: bad key"]
        },
        {
            l => l.TotalsSoFar(TotalsTextTests.Sample with { Providers = [] }),
            ["Processing so far: Total records=7, processed=4, skipped=3", "processed: hard=3, soft=1; skipped: type d=2, no route=1"]
        },
    };

    [Theory]
    [MemberData(nameof(Wording), DisableDiscoveryEnumeration = true)]
    public void Lines_keep_the_wording_that_operators_grep_for(Action<OperatorLog> write, string[] expected)
    {
        Write(write);
        Assert.Equal(expected, Messages());
    }

    [Fact]
    public void The_log_and_the_command_line_show_the_same_totals()
    {
        Write(log => log.Totals(TotalsTextTests.Sample));
        Assert.Equal(TotalsText.Lines(TotalsTextTests.Sample), Messages());
    }

    [Fact]
    public void Every_line_can_be_written()
    {
        Write(log =>
        {
            log.ProviderUnreachable("m", "refused");
            log.ProviderDown("m", 8, "timeout");
            log.ProviderUp("m", 12);
            log.Note("m", "y@x", "soft bounce recorded");
            log.NothingToDo("m", "y@x", "not on any list");
            log.FailedForGood("m", "y@x", "422");
            log.GaveUp("m", "y@x", "504", 40);
            log.Unterminated(17);
            log.InputStopped("standard input", 17);
            log.DispatcherTaken();
            log.DispatcherReleased();
            log.StillQueued(3, "Run bouncehandler drain.");
            log.StateWriteFailed("No space left on device", 4096);
            log.Signal("SIGTERM");
        });
        Assert.Equal(14, Messages().Length);
        Assert.All(Messages(), message => Assert.DoesNotContain('{', message));
    }

    [Fact]
    public void Remote_text_is_cut_and_never_in_the_middle_of_a_character()
    {
        Write(log => log.FailedForGood("m", "y@x", new string('x', OperatorLog.ValueLimit - 1) + "\U0001F600" + new string('y', 5000)));
        Assert.EndsWith(new string('x', OperatorLog.ValueLimit - 1) + "…", Messages()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_garbage_does_not_become_a_log_of_garbage()
    {
        Write(log =>
        {
            for (var i = 0; i < 2500; i++)
                log.RowBroken(i, "neither a type nor an address");
        });
        var messages = Messages();
        Assert.Equal(100 + 1 + 2, messages.Length);
        Assert.Contains("further broken rows are counted only", messages[100], StringComparison.Ordinal);
        Assert.EndsWith("offset=1999", messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_rows_are_for_debugging()
    {
        Write(log => log.RowSkipped(17, "type d", ""));
        Assert.Empty(Messages());
        using (var log = _directory.Open(new LogOptions { Debug = true }))
            new OperatorLog(log.Logger).RowSkipped(17, "type d", "relayed");
        Assert.EndsWith("Skipped: type d, offset=17 relayed\n", _directory.Error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private void Write(Action<OperatorLog> write)
    {
        using var log = _directory.Open();
        write(new OperatorLog(log.Logger));
    }

    private string[] Messages() => [.. _directory.Lines().Select(line => line["[29/May/2016:09:46:44] ".Length..])];
}
