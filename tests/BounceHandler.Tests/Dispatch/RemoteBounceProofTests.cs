using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

/// <summary>A remote bounce that only its Feedback-ID may prove.</summary>
public sealed class RemoteBounceProofTests
{
    private static readonly string[] Both = ["mailwizz", "interspire"];

    [Fact]
    public async Task One_whose_reference_names_its_recipient_is_applied_everywhere()
    {
        var (resolver, other) = (new FakeResolver(FakeResolver.Known("User@example.com")), new FakeProvider());
        await using var scene = await StartAsync(resolver, other);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Equal((EventKind.HardBounce, "user@example.com"), What(Assert.Single(resolver.Calls)));
        Assert.Equal((EventKind.HardBounce, "user@example.com"), What(Assert.Single(other.Calls)));
        Assert.Equal(1, resolver.Asked);
    }

    [Theory]
    [InlineData("other@example.com", "subscriber ll381bxshm01e of list cn417nrhmv922 is other@example.com")]
    [InlineData(null, "subscriber ll381bxshm01e of list cn417nrhmv922 is not known here")]
    public async Task One_whose_reference_names_another_is_a_soft_bounce_there_and_nothing_elsewhere(string? named, string answer)
    {
        var (resolver, other) = (new FakeResolver(named is null ? new Resolution.Unknown() : FakeResolver.Known(named)), new FakeProvider());
        await using var scene = await StartAsync(resolver, other);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both));
        Assert.Equal((EventKind.SoftBounce, "user@example.com"), What(Assert.Single(resolver.Calls)));
        Assert.Empty(other.Calls);
        var entries = scene.Store.Ledger.Of("user@example.com");
        Assert.Equal(
            [LedgerOutcome.Resolved, LedgerOutcome.NothingToDo, LedgerOutcome.Done], entries.Select(entry => entry.Outcome));
        Assert.Contains(entries, entry => entry.Detail == $"remote bounce about user@example.com, but {answer}: taken for a soft bounce");
        Assert.Empty(scene.Store.Ledger.Of("other@example.com"));
    }

    [Fact]
    public async Task While_the_one_who_can_tell_is_down_nobody_is_removed()
    {
        var (resolver, other) = (new FakeResolver(new Resolution.Failed(new Outcome.TemporaryFailure("timeout", null, []))), new FakeProvider());
        await using var scene = await StartAsync(resolver, other);

        await scene.UntilAsync(() => scene.Store.Queued.List(0, 10).All(row => row.Attempts >= 3), TimeSpan.FromSeconds(1));
        Assert.Empty(resolver.Calls);
        Assert.Empty(other.Calls);
        Assert.Contains(scene.Store.Queued.List(0, 10), row => row.Error == "waits to hear whom the Feedback-ID names");

        resolver.Answer = FakeResolver.Known("user@example.com");
        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both), TimeSpan.FromSeconds(1));
        Assert.Single(resolver.Calls);
        Assert.Single(other.Calls);
    }

    [Fact]
    public async Task Once_nobody_can_tell_any_more_the_others_end()
    {
        var (resolver, other) = (new FakeResolver(new Resolution.Failed(new Outcome.PermanentFailure("no", []))), new FakeProvider());
        await using var scene = await StartAsync(resolver, other);

        await scene.UntilAsync(() => !scene.Store.Queued.AnyQueued(Both), TimeSpan.FromSeconds(1));
        Assert.Empty(other.Calls);
        Assert.Equal(SpoolState.Failed, Assert.Single(scene.Store.Queued.List(0, 10)).State);
    }

    private static async Task<Scene> StartAsync(FakeResolver resolver, FakeProvider other)
    {
        var scene = new Scene().With("mailwizz", resolver).With("interspire", other);
        var remote = StateFolder.Event(1, "user@example.com") with
        {
            RecordType = "rb",
            Reference = new SubscriberRef("bs224mf5v20f4", "cn417nrhmv922", "ll381bxshm01e"),
        };
        await scene.Store.Spool.AddAsync(1, [new SpoolEntry(remote, [StateFolder.MailWizz, StateFolder.Interspire]) { AskedFirst = ["mailwizz"] }]);
        scene.Start();
        return scene;
    }

    private static (EventKind, string) What(BounceEvent e) => (e.Kind, e.Recipient!.Identity);
}
