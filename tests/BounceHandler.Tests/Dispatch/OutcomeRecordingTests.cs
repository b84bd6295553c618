using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class OutcomeRecordingTests
{
    private static readonly ListChange Change = new("l1", "News", "s1", "confirmed", "unsubscribed");

    public static TheoryData<Outcome, SpoolState?, LedgerOutcome> Ends => new()
    {
        { new Outcome.Done([Change], ["a", "b"]), null, LedgerOutcome.Done },
        { new Outcome.NothingToDo("unknown"), null, LedgerOutcome.NothingToDo },
        { new Outcome.PermanentFailure("bad request", [Change]), SpoolState.Failed, LedgerOutcome.Failed },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task An_outcome_moves_the_row_once_and_for_all(Outcome outcome, SpoolState? left, LedgerOutcome noted)
    {
        var provider = FakeProvider.Answering(_ => outcome);
        await using var scene = new Scene().With("mailwizz", provider);
        await scene.AcceptAsync("mailwizz");
        var dispatcher = scene.Start();

        await scene.UntilAsync(() => scene.Store.Ledger.LastId() == 1 && dispatcher.IsSettled);
        Assert.Equal(left, scene.Store.Queued.List(0, 10).SingleOrDefault()?.State);
        var entry = Assert.Single(scene.Store.Ledger.Of("user1@example.com"));
        Assert.Equal(noted, entry.Outcome);
        Assert.Equal(outcome.Changes, entry.Changes);
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task A_temporary_failure_is_tried_again_and_its_line_carries_local_time()
    {
        var calls = 0;
        var provider = FakeProvider.Answering(_ => ++calls == 1 ? new Outcome.TemporaryFailure("busy", TimeSpan.FromSeconds(90), [Change]) : FakeProvider.Done);
        await using var scene = new Scene().With("mailwizz", provider);
        scene.Folder.Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("Test", TimeSpan.FromHours(5), "Test", "Test"));
        await scene.AcceptAsync("mailwizz");
        scene.Start();

        await scene.UntilAsync(() => scene.Logged.Any(line => line.Contains("failed, attempt 1", StringComparison.Ordinal)));
        var row = Assert.Single(scene.Store.Queued.List(0, 10));
        Assert.InRange(row.Due - row.AcceptedAt, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(95));
        var line = Assert.Single(scene.Logged, line => line.Contains("failed, attempt 1", StringComparison.Ordinal));
        Assert.Contains($"next at {row.Due.AddHours(5):dd'/'MMM'/'yyyy':'HH':'mm':'ss}", line, StringComparison.Ordinal);

        await scene.UntilAsync(() => scene.Store.Ledger.LastId() == 2, TimeSpan.FromSeconds(1));
        Assert.Equal([LedgerOutcome.Partly, LedgerOutcome.Done], scene.Store.Ledger.Of("user1@example.com").Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_provider_that_refuses_us_is_paused_loudly_keeps_its_work_and_comes_back()
    {
        var refuses = true;
        var provider = FakeProvider.Answering(_ => refuses ? new Outcome.Refused("key refused", []) : FakeProvider.Done);
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 1);
        await scene.AcceptAsync("mailwizz", 3);
        scene.Start();

        await scene.UntilAsync(() => scene.Store.Providers.Read().Any(p => p.State == ProviderState.Paused));
        await scene.UntilAsync(() => provider.Calls.Count >= 4, TimeSpan.FromSeconds(1));
        Assert.All(scene.Store.Queued.List(0, 10), row => Assert.Equal((SpoolState.Queued, 0), (row.State, row.Attempts)));
        Assert.Single(scene.Logged, line => line.Contains("PAUSED", StringComparison.Ordinal));

        refuses = false;
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz"]), TimeSpan.FromSeconds(1));
        Assert.Equal(ProviderState.Up, Assert.Single(scene.Store.Providers.Read()).State);
        Assert.Single(scene.Logged, line => line.Contains("is up again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_fails_is_down_probed_and_led_up_again()
    {
        var fails = true;
        var provider = FakeProvider.Answering(_ => fails ? new Outcome.TemporaryFailure("timeout", null, []) : FakeProvider.Done);
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 16);
        await scene.AcceptAsync("mailwizz", 500);
        var dispatcher = scene.Start();

        await scene.UntilAsync(() => scene.Store.Providers.Read().Any(p => p.State == ProviderState.Down));
        await scene.UntilAsync(() => dispatcher.IsSettled);
        // Sixteen were under way when the first failed; an outage must not be answered with a storm.
        Assert.InRange(provider.Calls.Count, 8, 40);
        fails = false;
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz"]), TimeSpan.FromSeconds(1));
        Assert.Equal(ProviderState.Up, Assert.Single(scene.Store.Providers.Read()).State);
    }

    [Theory]
    [InlineData(EventKind.HardBounce, SpoolState.GaveUp)]
    [InlineData(EventKind.SoftBounce, SpoolState.GaveUp)]
    [InlineData(EventKind.Complaint, SpoolState.Queued)]
    [InlineData(EventKind.Unsubscribe, SpoolState.Queued)]
    public async Task Only_bounces_are_ever_given_up(EventKind kind, SpoolState expected)
    {
        await using var scene = Giving();
        await scene.AcceptAsync("mailwizz", kind: kind);
        scene.Folder.Time.Advance(TimeSpan.FromHours(96));
        scene.Start();

        await scene.UntilAsync(() => scene.Store.Queued.List(0, 10)[0].Attempts == 1);
        Assert.Equal(expected, scene.Store.Queued.List(0, 10)[0].State);
    }

    [Fact]
    public async Task A_row_that_was_given_up_and_is_tried_again_by_hand_has_all_the_time_again()
    {
        await using var scene = Giving();
        await scene.AcceptAsync("mailwizz");
        scene.Folder.Time.Advance(TimeSpan.FromHours(200));
        await scene.Store.Spool.RetryAsync([scene.Store.Queued.List(0, 1)[0].Id]);
        scene.Folder.Time.Advance(TimeSpan.FromHours(95));
        scene.Start();

        await scene.UntilAsync(() => scene.Store.Queued.List(0, 10)[0].Attempts == 1);
        Assert.Equal(SpoolState.Queued, scene.Store.Queued.List(0, 10)[0].State);
    }

    [Theory]
    [InlineData(95.9, 0, SpoolState.Queued)]
    [InlineData(96, 0, SpoolState.GaveUp)]
    [InlineData(100, 5, SpoolState.Queued)]
    [InlineData(102, 5, SpoolState.GaveUp)]
    [InlineData(1000, 950, SpoolState.Queued)]
    public async Task The_hours_in_which_the_provider_was_down_do_not_count(double age, double outage, SpoolState expected)
    {
        await using var scene = Giving();
        var now = scene.Folder.Time.GetUtcNow();
        await scene.AcceptAsync("mailwizz");
        await scene.Store.Providers.NoteAsync(new ProviderEntry("mailwizz", ProviderState.Down, now.AddHours(1), "x"));
        await scene.Store.Providers.NoteAsync(new ProviderEntry("mailwizz", ProviderState.Up, now.AddHours(1 + outage), ""));
        scene.Folder.Time.Advance(TimeSpan.FromHours(age));
        scene.Start();

        await scene.UntilAsync(() => scene.Store.Queued.List(0, 10)[0].Attempts == 1);
        Assert.Equal(expected, scene.Store.Queued.List(0, 10)[0].State);
    }

    [Fact]
    public async Task A_drain_tries_what_an_earlier_process_found_down()
    {
        var provider = new FakeProvider();
        await using var scene = new Scene().With("mailwizz", provider, concurrency: 8);
        await scene.Store.Providers.NoteAsync(new ProviderEntry("mailwizz", ProviderState.Down, scene.Folder.Time.GetUtcNow(), "timeout"));
        await scene.AcceptAsync("mailwizz", 20);
        scene.Start(forgetOutages: true);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(["mailwizz"]));
        Assert.Equal(ProviderState.Up, Assert.Single(scene.Store.Providers.Read()).State);
    }

    [Fact]
    public async Task Outcomes_of_the_dead_are_reported_by_whoever_delivers_and_of_the_living_by_themselves()
    {
        await using var scene = new Scene().With("mailwizz", FakeProvider.Answering(_ => new Outcome.Done([Change], [])));
        using var alive = await scene.Store.Runs.BeginAsync("process");
        long own = alive.Id + 1000, dead = alive.Id + 2000;
        await scene.AcceptAsync("mailwizz", run: alive.Id, recipient: "alive@x.example");
        await scene.AcceptAsync("mailwizz", run: own, recipient: "own@x.example");
        await scene.AcceptAsync("mailwizz", run: dead, recipient: "dead@x.example");
        scene.Start(ownRun: own);

        await scene.UntilAsync(() => scene.Store.Ledger.LastId() == 3);
        await scene.UntilAsync(() => scene.Logged.Any(line => line.Contains("dead@x.example", StringComparison.Ordinal)));
        Assert.DoesNotContain(scene.Logged, line => line.Contains("alive@x.example", StringComparison.Ordinal) || line.Contains("own@x.example", StringComparison.Ordinal));
    }

    // The command that spools it goes on searching for minutes, and reports nothing.
    [Fact]
    public async Task What_became_of_a_restore_is_reported_also_while_its_run_lives()
    {
        await using var scene = new Scene().With("mailwizz", new FakeProvider());
        using var alive = await scene.Store.Runs.BeginAsync("undo");
        await scene.AcceptAsync("mailwizz", run: alive.Id, kind: EventKind.Restore, recipient: "back@x.example");
        scene.Start();

        await scene.UntilAsync(() => scene.Logged.Any(line => line.Contains("back@x.example", StringComparison.Ordinal)));
    }

    private static Scene Giving() =>
        new Scene { Settings = new Settings { Delivery = new DeliverySettings { GiveUpAfterHours = 96 } } }.With("mailwizz", FakeProvider.Failing());
}
