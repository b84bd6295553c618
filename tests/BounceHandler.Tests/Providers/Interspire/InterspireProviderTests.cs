using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Providers.Interspire;
using CampaignSimulator;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Providers.Interspire;

public sealed class InterspireProviderTests : IAsyncLifetime
{
    private const string Email = "gone@example.com";

    private readonly FakeTimeProvider _time = new();
    private CampaignServer _server = null!;
    private InterspireProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        Configure("");
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Lists_are_read_once_and_one_call_is_made_for_each_list_of_the_address()
    {
        var lists = Enumerable.Range(0, 37).Select(i => _server.Interspire.AddList($"List {i}")).ToList();
        _server.Options.Interspire.ListsPerPage = 10;
        foreach (var list in lists.Skip(34))
            _server.Interspire.AddSubscriber(list, Email);
        _server.Interspire.AddSubscriber(lists[0], "other@example.com");

        var outcome = await ApplyAsync(EventKind.HardBounce);
        await ApplyAsync(EventKind.Complaint);

        Assert.Equal(["List 34", "List 35", "List 36"], outcome.Changes.Select(change => change.ListName));
        Assert.All(outcome.Changes, change => Assert.Equal(("active", "unsubscribed"), (change.Before, change.After)));
        Assert.Single(_server.Log.Of("GetLists"));
        // The search tells the status before.
        Assert.Equal(
            [
                "GetLists", "GetAllListsForEmailAddress", "GetSubscribers", "UnsubscribeSubscriber", "GetSubscribers", "UnsubscribeSubscriber", "GetSubscribers",
                "UnsubscribeSubscriber",
            ],
            _server.Log.Operations().Take(8));
        Assert.Equal("a", _server.Interspire.StatusOf(lists[0], "other@example.com"));
    }

    [Fact]
    public async Task New_lists_are_seen_after_the_refresh_time_and_a_failed_refresh_keeps_the_old_ones()
    {
        var old = _server.Interspire.AddList("Old");
        await ApplyAsync(EventKind.HardBounce, "nobody@example.com");
        var added = _server.Interspire.AddList("New");
        _server.Interspire.AddSubscriber(added, Email);
        _server.Interspire.AddSubscriber(old, Email);
        _time.Advance(TimeSpan.FromSeconds(601));
        _server.Faults.Add(new Fault(FaultKind.Reset) { Operation = "GetLists" });
        Assert.Equal("Old", Assert.Single((await ApplyAsync(EventKind.HardBounce)).Changes).ListName);
        _server.Faults.Clear();
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("New", Assert.Single((await ApplyAsync(EventKind.HardBounce)).Changes).ListName);
    }

    [Theory]
    [InlineData(FaultKind.FailedEmpty, typeof(Outcome.NothingToDo))]
    [InlineData(FaultKind.ErrorStatus, typeof(Outcome.TemporaryFailure))]
    [InlineData(FaultKind.CutBody, typeof(Outcome.TemporaryFailure))]
    [InlineData(FaultKind.Redirect, typeof(Outcome.TemporaryFailure))]
    public async Task A_change_is_noted_only_on_success(FaultKind kind, Type outcome)
    {
        _server.Interspire.AddSubscriber(_server.Interspire.AddList("News"), Email);
        _server.Faults.Add(new Fault(kind) { Operation = "UnsubscribeSubscriber" });
        var got = await ApplyAsync(EventKind.HardBounce);
        Assert.IsType(outcome, got);
        Assert.Empty(got.Changes);
    }

    [Fact]
    public async Task Every_configured_action_is_one_call()
    {
        Configure(""", "onHard": ["bounce", "unsubscribe", "ban"]""");
        var list = _server.Interspire.AddList("News");
        _server.Interspire.AddSubscriber(list, Email);
        var outcome = await ApplyAsync(EventKind.HardBounce);
        Assert.Equal([("active", "bounced"), ("bounced", "unsubscribed"), ("unsubscribed", "banned")], outcome.Changes.Select(change => (change.Before, change.After)));
        Assert.True(_server.Interspire.IsBanned(Email, list));
    }

    [Fact]
    public async Task Who_has_unsubscribed_himself_is_not_taken_for_our_doing()
    {
        var (own, other) = (_server.Interspire.AddList("News"), _server.Interspire.AddList("Offers"));
        _server.Interspire.AddSubscriber(own, Email, "u");
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce));
        _server.Interspire.AddSubscriber(other, Email);
        Assert.Equal("Offers", Assert.Single((await ApplyAsync(EventKind.HardBounce)).Changes).ListName);
    }

    // Whether our call did it, or the recipient in the meantime, nobody can tell.
    [Theory]
    [InlineData(FaultKind.CutBody, true)]
    [InlineData(FaultKind.Reset, true)]
    [InlineData(FaultKind.EmptyBody, true)]
    [InlineData(FaultKind.Status, false)]
    [InlineData(FaultKind.TooManyRequests, false)]
    [InlineData(FaultKind.Redirect, false)]
    public async Task What_a_call_without_an_answer_may_have_changed_is_noted_and_never_restored(FaultKind kind, bool isNoted)
    {
        var list = _server.Interspire.AddList("News");
        _server.Interspire.AddSubscriber(list, Email);
        _server.Faults.Add(new Fault(kind) { Operation = "UnsubscribeSubscriber", Count = 1, Status = 503, Body = FaultBody.Html });
        Assert.Empty(Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(EventKind.HardBounce)).Changes);
        _server.Interspire.AddSubscriber(list, Email, "u");

        var changes = (await ApplyAsync(EventKind.HardBounce)).Changes;

        Assert.Equal(isNoted ? [(ListChange.Unknown, "unsubscribed")] : [], changes.Select(change => (change.Before, change.After)));
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce));
        foreach (var change in changes)
            await AssertNotRestoredAsync(change);
        Assert.Equal("u", _server.Interspire.StatusOf(list, Email));
        if (!isNoted)
            return;
        // Noted once, also where another attempt cannot look.
        _server.Options.Interspire.RefusedMethods.Add("GetSubscribers");
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.HardBounce));
    }

    [Fact]
    public async Task Who_left_between_two_attempts_keeps_that_as_the_status_before()
    {
        Configure(""", "onHard": ["bounce"]""");
        var list = _server.Interspire.AddList("News");
        _server.Interspire.AddSubscriber(list, Email);
        _server.Faults.Add(new Fault(FaultKind.Reset) { Operation = "BounceSubscriber", Count = 1 });
        Assert.IsType<Outcome.TemporaryFailure>(await ApplyAsync(EventKind.HardBounce));
        _server.Interspire.AddSubscriber(list, Email, "u");

        var change = Assert.Single((await ApplyAsync(EventKind.HardBounce)).Changes);

        Assert.Equal(("unsubscribed", "bounced"), (change.Before, change.After));
        await AssertNotRestoredAsync(change);
    }

    [Fact]
    public async Task Where_the_search_is_not_allowed_the_address_leaves_all_the_same_and_is_not_restored()
    {
        var list = _server.Interspire.AddList("News");
        _server.Interspire.AddSubscriber(list, Email);
        _server.Options.Interspire.RefusedMethods.Add("GetSubscribers");

        var change = Assert.Single(Assert.IsType<Outcome.Done>(await ApplyAsync(EventKind.HardBounce)).Changes);

        Assert.Equal(("unknown", "unsubscribed"), (change.Before, change.After));
        Assert.Equal("u", _server.Interspire.StatusOf(list, Email));
        await AssertNotRestoredAsync(change);
    }

    [Fact]
    public async Task A_complaint_is_carried_out_without_a_look_at_the_status()
    {
        _server.Interspire.AddSubscriber(_server.Interspire.AddList("News"), Email);
        await ApplyAsync(EventKind.Complaint);
        Assert.Equal(["GetLists", "GetAllListsForEmailAddress", "UnsubscribeSubscriber"], _server.Log.Operations());
    }

    [Theory]
    [InlineData("1", new[] { "u", "a" })]
    [InlineData("1,2", new[] { "u", "u" })]
    [InlineData("1, 2,99", new[] { "u", "u" })]
    [InlineData("2", new[] { "a", "u" })]
    [InlineData("1;2", new[] { "a", "a" })]
    [InlineData("ab123cdefg456", new[] { "a", "a" })]
    public async Task A_redacted_complaint_acts_by_list_and_subscriber(string lists, string[] statuses)
    {
        var first = _server.Interspire.AddList("News");
        var second = _server.Interspire.AddList("Offers");
        var row = _server.Interspire.AddSubscriber(first, Email);
        var outcome = await ApplyAsync(EventKind.Complaint, null, new SubscriberRef(null, lists, "1"));
        // Ids count through all lists: the second list's row needs its own.
        _server.Interspire.AddSubscriber(second, Email);
        await ApplyAsync(EventKind.Complaint, null, new SubscriberRef(null, lists, "2"));
        Assert.Equal(statuses, new[] { _server.Interspire.StatusOf(first, Email), _server.Interspire.StatusOf(second, Email) });
        Assert.Equal(statuses[0] == "u" ? 1 : 0, outcome.Changes.Count);
        Assert.Equal(1, row.Id);
    }

    [Fact]
    public async Task Lists_of_another_owner_are_left_alone()
    {
        var user = _server.Interspire.AddUser("owner", "token2", isAdmin: false);
        var foreign = _server.Interspire.AddList("Foreign");
        var own = _server.Interspire.AddList("Own", user);
        _server.Interspire.AddSubscriber(foreign, Email);
        _server.Interspire.AddSubscriber(own, Email);
        _provider.Dispose();
        _provider = (InterspireProvider)TestSection.Build($$"""{ "type": "interspire", "endpoint": "{{_server.InterspireEndpoint}}", "userId": "owner", "apiKey": "token2" }""");
        Assert.Equal("Own", Assert.Single((await ApplyAsync(EventKind.HardBounce)).Changes).ListName);
        await ApplyAsync(EventKind.Complaint, null, new SubscriberRef(null, "1", "1"));
        Assert.Equal("a", _server.Interspire.StatusOf(foreign, Email));
    }

    [Fact]
    public async Task A_request_that_names_a_list_leaves_the_others_alone()
    {
        var first = _server.Interspire.AddList("News");
        var second = _server.Interspire.AddList("Offers");
        _server.Interspire.AddSubscriber(first, Email);
        _server.Interspire.AddSubscriber(second, Email);
        await ApplyAsync(EventKind.Unsubscribe, Email, new SubscriberRef(null, "2", null));
        Assert.Equal(("a", "u"), (_server.Interspire.StatusOf(first, Email), _server.Interspire.StatusOf(second, Email)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_older_place_of_GetLists_is_found(bool isOutage)
    {
        _server.Interspire.AddSubscriber(_server.Interspire.AddList("News"), Email);
        _server.Faults.Add(isOutage ? new Fault(FaultKind.Reset) { Count = 1 } : new Fault(FaultKind.FailedEmpty) { Count = 1 });
        var outcome = await ApplyAsync(EventKind.HardBounce);
        Assert.Equal(isOutage ? 0 : 1, outcome.Changes.Count);
        Assert.Equal(isOutage ? 1 : 2, _server.Log.Of("GetLists").Count);
    }

    [Fact]
    public async Task A_block_has_no_action_and_a_soft_bounce_none_by_default()
    {
        Assert.False(_provider.HasActionFor(TestEvents.Of(EventKind.Block, Email)));
        Assert.False(_provider.HasActionFor(TestEvents.Of(EventKind.SoftBounce, Email)));
        Assert.IsType<Outcome.NothingToDo>(await ApplyAsync(EventKind.Block));
    }

    [Fact]
    public Task A_ban_cannot_be_restored_and_says_so() => AssertNotRestoredAsync(new ListChange("1", "News", "1", "active", "banned"));

    private void Configure(string more)
    {
        _provider?.Dispose();
        _provider = (InterspireProvider)TestSection.Build(Simulated.Interspire(_server, more), _time);
    }

    private Task<Outcome> ApplyAsync(EventKind kind, string? email = Email, SubscriberRef? reference = null) =>
        _provider.ApplyAsync(TestEvents.Of(kind, email, reference: reference), "", TestContext.Current.CancellationToken);

    private async Task AssertNotRestoredAsync(ListChange change)
    {
        var applied = new AppliedChange(TestEvents.Address(Email), "", EventKind.HardBounce, new EventIdentity(1, 1), change);
        Assert.IsType<Outcome.PermanentFailure>(await _provider.RestoreAsync(applied, TestContext.Current.CancellationToken));
    }
}
