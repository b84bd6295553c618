using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Providers.SuppressionList;

namespace BounceHandler.Tests.Providers.SuppressionList;

public sealed class SuppressionListProviderTests
{
    private readonly MemorySuppressionList _store = new();

    [Theory]
    [InlineData(EventKind.HardBounce, true)]
    [InlineData(EventKind.SoftBounce, false)]
    [InlineData(EventKind.Block, false)]
    [InlineData(EventKind.Complaint, true)]
    [InlineData(EventKind.Unsubscribe, true)]
    public async Task Only_what_is_final_is_stored(EventKind kind, bool isStored)
    {
        var provider = new SuppressionListProvider(_store);
        var e = TestEvents.Of(kind, "a@example.com");
        await provider.ApplyAsync(e, "customer", TestContext.Current.CancellationToken);
        Assert.Equal(isStored, provider.HasActionFor(e));
        Assert.Equal(isStored ? 1 : 0, _store.Entries.Count);
    }

    [Fact]
    public async Task A_hard_bounce_is_stored_for_its_tenant_with_its_reason_and_time()
    {
        var e = TestEvents.Of(EventKind.HardBounce, "a@example.com", reference: new SubscriberRef(null, "list", null));
        await new SuppressionListProvider(_store).ApplyAsync(e, "customer", TestContext.Current.CancellationToken);
        Assert.Equal(
            new Suppression(e.Recipient!, "customer", EventKind.HardBounce, "", "5.1.1 (bad destination mailbox address) smtp;550 5.1.1 user unknown", e.OccurredAt, e.Identity),
            Assert.Single(_store.Entries));
    }

    [Fact]
    public async Task A_list_unsubscribe_is_stored_for_its_list()
    {
        var e = TestEvents.Of(EventKind.Unsubscribe, "a@example.com", reference: new SubscriberRef(null, "ab123cdefg456", null));
        var outcome = await new SuppressionListProvider(_store).ApplyAsync(e, "", TestContext.Current.CancellationToken);
        Assert.Equal("ab123cdefg456", Assert.Single(_store.Entries).List);
        Assert.Equal("ab123cdefg456", Assert.Single(outcome.Changes).List);
    }

    [Fact]
    public async Task An_address_that_another_event_suppressed_is_nothing_to_do()
    {
        var provider = new SuppressionListProvider(_store);
        var e = TestEvents.Of(EventKind.HardBounce, "a@example.com");
        await provider.ApplyAsync(e, "", TestContext.Current.CancellationToken);
        Assert.IsType<Outcome.NothingToDo>(await provider.ApplyAsync(e with { Identity = new EventIdentity(9, 9) }, "", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_follows_the_others_and_can_be_switched_off()
    {
        var definition = TestSection.Read("""{ "type": "suppression-list" }""");
        Assert.True(definition.FollowsOthers);
        Assert.Equal(256, definition.Concurrency);
        Assert.Null(SuppressionListType.Read(TestSection.Of("""{ "type": "suppression-list", "enabled": false }""")));
    }
}
