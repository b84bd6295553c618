using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Providers;

/// <summary>What every provider promises. A new provider derives from this and says how its system is set up, looked at and broken.</summary>
public abstract class ProviderContract : IAsyncLifetime
{
    public enum Outage
    {
        Reset,
        EmptyAnswer,
        HtmlPage,
        ServerError,
        CutAnswer,
    }

    /// <summary>The provider, with its defaults, connected to a system that works.</summary>
    protected abstract IBounceProvider Provider { get; }

    /// <summary>The same system with credentials that it does not accept; null if it has none.</summary>
    protected abstract IBounceProvider? WithBadCredentials { get; }

    /// <summary>How many changes a hard bounce of <see cref="SubscribeAsync"/>'s address makes.</summary>
    protected abstract int Changes { get; }

    /// <summary>Starts the system with at least one list and somebody else on it.</summary>
    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Puts an address where a hard bounce will find it; on two lists if the system has lists.</summary>
    protected abstract Task SubscribeAsync(string email);

    /// <summary>Does to an address what somebody does who subscribes it again.</summary>
    protected virtual Task SubscribeAgainAsync(string email) => SubscribeAsync(email);

    /// <summary>False for a change that the system does not give back.</summary>
    protected virtual bool CanBeRestored(ListChange change) => true;

    /// <summary>A hard bounce of an address.</summary>
    protected virtual BounceEvent HardBounce(string email) => TestEvents.Of(EventKind.HardBounce, email);

    /// <summary>True if no list may be mailed to at this address any more.</summary>
    protected abstract bool IsRemoved(string email);

    /// <summary>Everything that the system knows, to be compared.</summary>
    protected abstract string Snapshot();

    /// <summary>Breaks the system until <see cref="Mend"/>; false if it cannot break in this way.</summary>
    protected abstract bool Break(Outage outage);

    /// <summary>Breaks the system after its next change; false if an event makes one change at most.</summary>
    protected abstract bool BreakAfterOneChange();

    protected abstract void Mend();

    [Theory]
    [InlineData("gone@example.com")]
    [InlineData("a&b<c@x.example")]
    [InlineData("\"a&b<c\"@x.example")]
    [InlineData("o'neil+tag@x.example")]
    [InlineData("\"with space\"@x.example")]
    public async Task A_hard_bounce_removes_the_address_and_says_what_changed(string email)
    {
        await SubscribeAsync(email);

        var outcome = Assert.IsType<Outcome.Done>(await ApplyAsync(HardBounce(email)));

        Assert.True(IsRemoved(email));
        Assert.Equal(Changes, outcome.Changes.Count);
        Assert.All(outcome.Changes, change => Assert.NotEqual(change.Before, change.After));
        Assert.All(outcome.Changes, change => Assert.NotEqual("", change.Subscriber));
    }

    [Fact]
    public async Task The_same_event_again_changes_nothing()
    {
        await SubscribeAsync("gone@example.com");
        var first = await ApplyAsync(HardBounce("gone@example.com"));
        var before = Snapshot();

        var second = await ApplyAsync(HardBounce("gone@example.com"));

        Assert.Equal(before, Snapshot());
        Assert.True(second is Outcome.NothingToDo || second.Changes.SequenceEqual(first.Changes), second.ToString());
    }

    [Fact]
    public async Task Others_are_left_alone()
    {
        await SubscribeAsync("gone@example.com");
        await SubscribeAsync("gone@example.com.example");
        await ApplyAsync(HardBounce("gone@example.com"));
        Assert.False(IsRemoved("gone@example.com.example"));
    }

    [Theory]
    [InlineData(Outage.Reset)]
    [InlineData(Outage.EmptyAnswer)]
    [InlineData(Outage.HtmlPage)]
    [InlineData(Outage.ServerError)]
    [InlineData(Outage.CutAnswer)]
    public async Task An_outage_is_temporary_and_over_when_it_is_over(Outage outage)
    {
        await SubscribeAsync("gone@example.com");
        if (!Break(outage))
            return;
        var failed = Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(HardBounce("gone@example.com")));
        Assert.False(string.IsNullOrWhiteSpace(failed.Error), "An operator reads the error: it says something, also about an empty answer.");

        Mend();
        var done = await ApplyAsync(HardBounce("gone@example.com"));

        Assert.True(IsRemoved("gone@example.com"));
        Assert.Equal(Changes, failed.Changes.Count + done.Changes.Count);
    }

    [Fact]
    public async Task Changes_made_before_a_failure_travel_with_it_and_are_not_made_twice()
    {
        await SubscribeAsync("gone@example.com");
        if (!BreakAfterOneChange())
            return;
        var failed = Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(HardBounce("gone@example.com")));
        Assert.Single(failed.Changes);

        Mend();
        var done = await ApplyAsync(HardBounce("gone@example.com"));

        Assert.Equal(Changes - 1, done.Changes.Count);
        Assert.True(IsRemoved("gone@example.com"));
    }

    [Fact]
    public async Task Credentials_that_are_not_accepted_refuse()
    {
        await SubscribeAsync("gone@example.com");
        if (WithBadCredentials is not { } provider)
            return;
        var before = Snapshot();
        Assert.IsType<Outcome.Refused>(await provider.ApplyAsync(HardBounce("gone@example.com"), "", TestContext.Current.CancellationToken));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_changes_nothing()
    {
        await SubscribeAsync("gone@example.com");
        var before = Snapshot();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Provider.ApplyAsync(HardBounce("gone@example.com"), "", new CancellationToken(canceled: true)));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task What_has_no_action_is_nothing_to_do_and_makes_no_change()
    {
        await SubscribeAsync("gone@example.com");
        var before = Snapshot();
        var nobody = TestEvents.Of(EventKind.Complaint, null);
        Assert.False(Provider.HasActionFor(nobody));
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(nobody));
        foreach (var kind in Enum.GetValues<EventKind>())
        {
            var e = TestEvents.Of(kind, "gone@example.com");
            if (!Provider.HasActionFor(e))
                Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(e));
        }

        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task What_was_changed_can_be_restored_once()
    {
        await SubscribeAsync("gone@example.com");
        if (Provider is not IRestoresListChanges restorer)
            return;
        var e = HardBounce("gone@example.com");
        var change = (await ApplyAsync(e)).Changes.First(CanBeRestored);
        var applied = new AppliedChange(e.Recipient, "", e.Kind, e.Identity, change);

        var restored = Assert.IsType<Outcome.Done>(await restorer.RestoreAsync(applied, TestContext.Current.CancellationToken));
        var again = await restorer.RestoreAsync(applied, TestContext.Current.CancellationToken);

        Assert.Equal(change with { Before = change.After, After = change.Before }, Assert.Single(restored.Changes));
        Assert.False(IsRemoved("gone@example.com"));
        Assert.IsType<Outcome.NothingToDo>(again);
    }

    [Fact]
    public async Task Who_has_been_subscribed_again_since_an_older_event_is_left_alone()
    {
        await SubscribeAsync("gone@example.com");
        var sparing = Assert.IsType<ISparesResubscribed>(Provider, exactMatch: false);
        var changes = (await ApplyAsync(HardBounce("gone@example.com"))).Changes;
        await SubscribeAgainAsync("gone@example.com");
        var before = Snapshot();

        var outcome = await sparing.ApplyAsync(Another("gone@example.com"), "", Later(changes), TestContext.Current.CancellationToken);

        Assert.NotEqual("", Assert.IsType<Outcome.Superseded>(outcome).Reason);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task What_was_changed_later_and_shows_so_still_is_nothing_to_do()
    {
        await SubscribeAsync("gone@example.com");
        var changes = (await ApplyAsync(HardBounce("gone@example.com"))).Changes;
        var before = Snapshot();

        var outcome = await ((ISparesResubscribed)Provider).ApplyAsync(
            Another("gone@example.com"), "", Later(changes), TestContext.Current.CancellationToken);

        Assert.IsType<Outcome.NothingToDo>(outcome);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task A_check_changes_nothing_and_knows_good_from_bad()
    {
        if (Provider is not ICheckable checkable)
            return;
        var before = Snapshot();
        var good = await checkable.CheckAsync(TestContext.Current.CancellationToken);
        Assert.True(good.Ok, good.Answer);
        Assert.NotEmpty(good.Lists);
        if (WithBadCredentials is ICheckable bad)
            Assert.False((await bad.CheckAsync(TestContext.Current.CancellationToken)).Ok);
        Assert.Equal(before, Snapshot());
    }

    private BounceEvent Another(string email) => HardBounce(email) with { Identity = new EventIdentity(2, 2), JobId = "", FeedbackId = "" };

    private static LaterChange[] Later(IEnumerable<ListChange> changes) =>
        [.. changes.Select(change => new LaterChange(change.List, EventKind.HardBounce, new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero)))];

    protected Task<Outcome> ApplyAsync(BounceEvent e) => Provider.ApplyAsync(e, "", TestContext.Current.CancellationToken);
}
