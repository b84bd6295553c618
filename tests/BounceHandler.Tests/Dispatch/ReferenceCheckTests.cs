using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class ReferenceCheckTests
{
    private static readonly SubscriberRef Reference = new("bs224mf5v20f4", "cn417nrhmv922", "ll381bxshm01e");
    private static readonly Route Second = new("second", "");
    private static readonly string[] Both = ["mailwizz", "interspire"];

    [Fact]
    public async Task A_redacted_complaint_goes_to_the_others_once_its_reference_is_resolved()
    {
        var (resolver, other) = (new FakeResolver(FakeResolver.Known("ada@example.com")), new FakeProvider());
        await using var scene = Start(resolver, other);
        await AcceptAsync(scene, null, StateFolder.MailWizz);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Equal("ada@example.com", Assert.Single(resolver.Calls).Recipient?.Spelling);
        Assert.Equal("ada@example.com", Assert.Single(other.Calls).Recipient?.Spelling);
        Assert.Equal(
            [LedgerOutcome.Resolved, LedgerOutcome.PassedOn, LedgerOutcome.Done, LedgerOutcome.Done],
            scene.Store.Ledger.Of("ada@example.com").Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_reference_that_names_somebody_else_wins_everywhere()
    {
        var (resolver, other) = (new FakeResolver(FakeResolver.Known("ada@example.com")), new FakeProvider());
        await using var scene = Start(resolver, other);
        await AcceptAsync(scene, "bob@example.com", StateFolder.MailWizz, StateFolder.Interspire);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Equal("ada@example.com", Assert.Single(resolver.Calls).Recipient?.Spelling);
        Assert.Equal("ada@example.com", Assert.Single(other.Calls).Recipient?.Spelling);
        Assert.Contains(
            scene.Store.Ledger.Of("ada@example.com"),
            entry => entry.Detail == "reported recipient bob@example.com, but subscriber ll381bxshm01e of list cn417nrhmv922 is ada@example.com: the reference counts");
        Assert.Empty(scene.Store.Ledger.Of("bob@example.com"));
        Assert.Single(scene.Logged, line => line.Contains("reported recipient bob@example.com, but subscriber", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reference_that_nobody_knows_leaves_the_reported_recipient()
    {
        var (resolver, other) = (new FakeResolver(new Resolution.Unknown()), new FakeProvider());
        await using var scene = Start(resolver, other);
        await AcceptAsync(scene, "bob@example.com", StateFolder.MailWizz, StateFolder.Interspire);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Equal("bob@example.com", Assert.Single(resolver.Calls).Recipient?.Spelling);
        Assert.Equal("bob@example.com", Assert.Single(other.Calls).Recipient?.Spelling);
        Assert.Contains(scene.Store.Ledger.Of("bob@example.com"), entry => entry.Detail.EndsWith("is not known here: the recipient as reported counts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_recipient_and_without_a_known_reference_the_outcome_says_so()
    {
        var resolver = new FakeResolver(new Resolution.Unknown());
        await using var scene = Start(resolver, new FakeProvider());
        await AcceptAsync(scene, null, StateFolder.MailWizz);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Empty(resolver.Calls);
        await scene.UntilAsync(() => scene.Logged.Any(
            line => line.Contains("recipient not found: subscriber ll381bxshm01e of list cn417nrhmv922 is not known here", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_asked_holds_the_others_up_for_half_a_minute_only()
    {
        var resolver = new FakeResolver(new Resolution.Failed(new Outcome.TemporaryFailure("down", null, [])));
        var other = new FakeProvider();
        await using var scene = Start(resolver, other);
        var begin = scene.Folder.Time.GetUtcNow();
        await AcceptAsync(scene, "bob@example.com", StateFolder.MailWizz, StateFolder.Interspire);
        // How late the clock is when the call is seen depends on the machine; when the row comes due does not.
        Assert.Equal(begin + Spool.Patience, Assert.Single(scene.Store.Queued.List(0, 10), row => row.Route == StateFolder.Interspire).Due);

        await scene.UntilAsync(() => !other.Calls.IsEmpty, TimeSpan.FromMilliseconds(500));
        Assert.True(scene.Folder.Time.GetUtcNow() >= begin + Spool.Patience, "It waited for the answer.");
        Assert.Equal("bob@example.com", Assert.Single(other.Calls).Recipient?.Spelling);

        resolver.Answer = FakeResolver.Known("ada@example.com");
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both), TimeSpan.FromMilliseconds(500));
        Assert.Equal(["bob@example.com", "ada@example.com"], other.Calls.Select(call => call.Recipient?.Spelling));
        Assert.Equal("ada@example.com", Assert.Single(resolver.Calls).Recipient?.Spelling);
    }

    [Fact]
    public async Task A_failure_after_the_answer_does_not_pass_the_event_on_again()
    {
        var failures = 3;
        var resolver = new FakeResolver(FakeResolver.Known("ada@example.com"), _ => failures-- > 0 ? new Outcome.TemporaryFailure("busy", null, []) : FakeProvider.Done);
        var other = new FakeProvider();
        await using var scene = Start(resolver, other);
        await AcceptAsync(scene, null, StateFolder.MailWizz);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both), TimeSpan.FromSeconds(1));
        Assert.Equal(4, resolver.Calls.Count);
        Assert.Single(other.Calls);
    }

    [Fact]
    public async Task Held_rows_are_given_the_right_recipient_and_stay_held()
    {
        var (resolver, other) = (new FakeResolver(FakeResolver.Known("ada@example.com")), new FakeProvider());
        await using var scene = Start(resolver, other);
        await scene.Store.Spool.AddAsync(1, [new SpoolEntry(Complaint("bob@example.com"), [StateFolder.MailWizz, StateFolder.Interspire], Held: true)]);
        var first = scene.Store.Queued.List(0, 10)[0];
        await scene.Store.Spool.RetryAsync([first.Id], alsoHeld: true);

        await scene.UntilAsync(() => resolver.Calls.Count == 1 && !scene.Store.Queued.AnyQueued(Both));
        var row = Assert.Single(scene.Store.Queued.List(0, 10));
        Assert.Equal((SpoolState.Held, "ada@example.com"), (row.State, row.Event.Recipient?.Spelling));
    }

    [Fact]
    public async Task While_another_provider_may_know_the_reference_nobody_acts_on_the_reported_recipient()
    {
        var answer = new TaskCompletionSource<Resolution>();
        var (slow, quick, other) = (new FakeResolver(answer.Task), new FakeResolver(new Resolution.Unknown()), new FakeProvider());
        await using var scene = new Scene { Beside = [Second, StateFolder.Interspire] }.With("mailwizz", slow).With("second", quick).With("interspire", other);
        scene.Start();
        await AcceptToBothAsync(scene, "bob@example.com");
        await scene.UntilAsync(() => quick.Asked > 0);
        await scene.UntilAsync(() => scene.Folder.Time.GetUtcNow() > StateFolder.Begin + TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500));
        Assert.Empty(quick.Calls);
        Assert.Empty(other.Calls);

        answer.SetResult(FakeResolver.Known("ada@example.com"));
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz", "second", "interspire"]));
        Assert.All([slow.Calls, quick.Calls, other.Calls], calls => Assert.Equal("ada@example.com", Assert.Single(calls).Recipient?.Spelling));
    }

    [Fact]
    public async Task Where_nobody_knows_the_reference_everybody_acts_on_the_reported_recipient_at_once()
    {
        var (one, two, other) = (new FakeResolver(new Resolution.Unknown()), new FakeResolver(new Resolution.Unknown()), new FakeProvider());
        await using var scene = new Scene().With("mailwizz", one).With("second", two).With("interspire", other);
        scene.Start();
        await AcceptToBothAsync(scene, "bob@example.com");

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz", "second", "interspire"]));
        Assert.Equal(3, one.Asked + two.Asked);
        Assert.All([one.Calls, two.Calls, other.Calls], calls => Assert.Equal("bob@example.com", Assert.Single(calls).Recipient?.Spelling));
    }

    [Fact]
    public async Task Whoever_has_answered_and_is_slow_to_act_is_not_waited_for_again()
    {
        using var letGo = new ManualResetEventSlim();
        var applied = 0;
        Outcome Apply(BounceEvent _)
        {
            if (Interlocked.Increment(ref applied) == 1)
                letGo.Wait(TimeSpan.FromSeconds(30));
            return FakeProvider.Done;
        }

        var (one, two) = (new FakeResolver(new Resolution.Unknown(), Apply), new FakeResolver(new Resolution.Unknown(), Apply));
        await using var scene = new Scene().With("mailwizz", one).With("second", two).With("interspire", new FakeProvider());
        scene.Start();
        await AcceptToBothAsync(scene, "bob@example.com");

        await scene.UntilAsync(() => Volatile.Read(ref applied) == 2);
        // The one that waited was asked once before and once after; had it waited again, once more.
        Assert.Equal(3, one.Asked + two.Asked);
        letGo.Set();
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz", "second", "interspire"]));
    }

    [Fact]
    public async Task Providers_that_tell_different_people_do_not_pass_the_event_on_for_ever()
    {
        var (one, two, other) = (new FakeResolver(FakeResolver.Known("ada@example.com")), new FakeResolver(FakeResolver.Known("eve@example.com")), new FakeProvider());
        await using var scene = new Scene { Beside = [StateFolder.MailWizz, Second, StateFolder.Interspire] }
            .With("mailwizz", one).With("second", two).With("interspire", other);
        scene.Start();
        await AcceptToBothAsync(scene, null);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz", "second", "interspire"]));
        Assert.InRange(one.Calls.Count, 1, 3);
        Assert.InRange(two.Calls.Count, 1, 3);
        Assert.InRange(other.Calls.Count, 1, 2);
    }

    [Fact]
    public async Task Held_rows_that_are_let_go_together_wait_for_the_answer_as_others_do()
    {
        var (resolver, other) = (new FakeResolver(FakeResolver.Known("ada@example.com")), new FakeProvider());
        await using var scene = Start(resolver, other);
        await scene.Store.Spool.AddAsync(
            1, [new SpoolEntry(Complaint("bob@example.com"), [StateFolder.Interspire, StateFolder.MailWizz], Held: true) { AskedFirst = ["mailwizz"] }]);
        await scene.Store.Spool.RetryAsync([.. scene.Store.Queued.List(0, 10).Select(row => row.Id)], alsoHeld: true);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Equal("ada@example.com", Assert.Single(other.Calls).Recipient?.Spelling);
    }

    [Fact]
    public async Task Making_rows_due_does_not_cut_the_waiting_short()
    {
        await using var scene = new Scene().With("mailwizz", new FakeProvider()).With("interspire", new FakeProvider());
        await AcceptAsync(scene, "bob@example.com", StateFolder.MailWizz, StateFolder.Interspire);

        Assert.Equal(0, await scene.Store.Spool.MakeDueAsync(Both));
        Assert.True(scene.Store.Queued.AnyWaiting(Both, scene.Folder.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Reading_the_same_complaint_again_changes_nothing()
    {
        var (resolver, other) = (new FakeResolver(FakeResolver.Known("ada@example.com")), new FakeProvider());
        await using var scene = Start(resolver, other);
        await AcceptAsync(scene, null, StateFolder.MailWizz);
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));

        Assert.Empty(Assert.Single(await scene.Store.Spool.AddAsync(2, [new SpoolEntry(Complaint(null), [StateFolder.MailWizz, StateFolder.Interspire])])).Routes);
    }

    private static Scene Start(FakeResolver resolver, FakeProvider other)
    {
        var scene = new Scene { Beside = [StateFolder.Interspire] }.With("mailwizz", resolver).With("interspire", other);
        scene.Start();
        return scene;
    }

    private static async Task AcceptToBothAsync(Scene scene, string? recipient) => await scene.Store.Spool.AddAsync(
        1, [new SpoolEntry(Complaint(recipient), recipient is null ? [StateFolder.MailWizz, Second] : [StateFolder.MailWizz, Second, StateFolder.Interspire])
        {
            AskedFirst = ["mailwizz", "second"],
        }]);

    private static async Task AcceptAsync(Scene scene, string? recipient, params Route[] routes) =>
        await scene.Store.Spool.AddAsync(1, [new SpoolEntry(Complaint(recipient), routes) { AskedFirst = ["mailwizz"] }]);

    private static BounceEvent Complaint(string? recipient)
    {
        var complaint = StateFolder.Event(1, recipient, EventKind.Complaint) with { RecordType = "f", Reference = Reference };
        return recipient is null ? complaint with { Recipient = null } : complaint;
    }
}
