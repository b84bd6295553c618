using BounceHandler.Dispatch;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class ProviderLaneTests
{
    [Fact]
    public async Task Rows_begin_in_the_order_of_their_due_times_up_to_the_concurrency()
    {
        using var lanes = new Lanes(concurrency: 2);
        await lanes.AcceptAsync("a@x.example", "b@x.example", "c@x.example");

        var begun = lanes.Begin();
        Assert.Equal(["a@x.example", "b@x.example"], begun.Select(row => row.Event.Recipient!.Identity));
        Assert.True(lanes.Lane.IsBusy);

        await lanes.FinishAsync(begun[1]);
        Assert.Equal("c@x.example", Assert.Single(lanes.Begin()).Event.Recipient!.Identity);
    }

    [Fact]
    public async Task Two_rows_of_one_recipient_never_run_at_once_and_hold_up_nobody_else()
    {
        using var lanes = new Lanes();
        await lanes.AcceptAsync("a@x.example", "a@x.example", "A@X.example", "b@x.example");

        var begun = lanes.Begin();
        Assert.Equal(["a@x.example", "b@x.example"], begun.Select(row => row.Event.Recipient!.Identity));
        // An ended call is not enough: its outcome must be recorded.
        lanes.Lane.Ended();
        Assert.Empty(lanes.Begin());
        await lanes.Store.Spool.CompleteAsync(begun[0], LedgerOutcome.Done, "", []);
        lanes.Lane.Recorded(begun[0]);
        Assert.Equal("a@x.example", Assert.Single(lanes.Begin()).Event.Recipient!.Identity);
    }

    [Fact]
    public async Task A_thousand_rows_of_one_recipient_do_not_keep_all_others_waiting()
    {
        using var lanes = new Lanes();
        await lanes.Store.Spool.AddAsync(1, [.. Enumerable.Range(1, 1000).Select(i => StateFolder.Entry(StateFolder.Event(i, "a@x.example")))]);
        lanes.Folder.Time.Advance(TimeSpan.FromSeconds(1));
        await lanes.Store.Spool.AddAsync(1, [.. Enumerable.Range(2000, 10).Select(i => StateFolder.Entry(i))]);

        Assert.Equal(4, lanes.Begin().Count);
    }

    [Fact]
    public async Task A_crowd_of_rows_for_one_recipient_is_not_read_again_at_every_turn_and_others_are_found_soon()
    {
        using var lanes = new Lanes();
        await lanes.Store.Spool.AddAsync(1, [.. Enumerable.Range(1, 600).Select(i => StateFolder.Entry(StateFolder.Event(i, "a@x.example")))]);
        Assert.Single(lanes.Begin());
        lanes.Lane.NoteCommit();
        Assert.Empty(lanes.Begin());

        await lanes.AcceptAsync("b@x.example");
        Assert.Empty(lanes.Begin());
        lanes.Folder.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal("b@x.example", Assert.Single(lanes.Begin()).Event.Recipient!.Identity);
    }

    [Fact]
    public async Task Every_row_is_begun_once_however_many_there_are()
    {
        using var lanes = new Lanes(concurrency: 7);
        await lanes.Store.Spool.AddAsync(1, [.. Enumerable.Range(1, 1500).Select(i => StateFolder.Entry(i))]);

        var seen = new HashSet<long>();
        while (lanes.Begin() is { Count: > 0 } begun)
        {
            Assert.All(begun, row => Assert.True(seen.Add(row.Id)));
            foreach (var row in begun)
                await lanes.FinishAsync(row);
        }

        Assert.Equal(1500, seen.Count);
        Assert.True(lanes.Lane.IsSettled(lanes.Now));
    }

    [Fact]
    public async Task A_postponed_row_begins_again_when_it_is_due()
    {
        using var lanes = new Lanes();
        await lanes.AcceptAsync("a@x.example");
        var row = Assert.Single(lanes.Begin());
        var due = lanes.Now.AddSeconds(5);
        lanes.Lane.Ended();
        await lanes.Store.Spool.PostponeAsync(row, due, "timeout", []);
        lanes.Lane.Recorded(row);

        Assert.False(lanes.Lane.IsSettled(lanes.Now));
        Assert.Empty(lanes.Begin());
        Assert.True(lanes.Lane.IsSettled(lanes.Now));
        Assert.Equal(due, lanes.Lane.WakeAt(lanes.Now));

        lanes.Folder.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(lanes.Lane.IsSettled(lanes.Now));
        Assert.Equal(row.Id, Assert.Single(lanes.Begin()).Id);
    }

    [Fact]
    public async Task A_lane_that_can_begin_nothing_asks_to_be_woken_at_no_time_that_has_passed()
    {
        using var lanes = new Lanes(concurrency: 1);
        await lanes.AcceptAsync("a@x.example", "b@x.example");
        var later = lanes.Store.Queued.Of("b@x.example")[0];
        await lanes.Store.Spool.PostponeAsync(later, lanes.Now.AddSeconds(5), "", []);
        Assert.Single(lanes.Begin());

        // The one place is taken; the row that is due now has to wait for it, not for the clock.
        lanes.Folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(lanes.Begin());
        Assert.Null(lanes.Lane.WakeAt(lanes.Now));
        Assert.False(lanes.Lane.IsSettled(lanes.Now));
    }

    [Fact]
    public async Task A_lane_whose_host_is_busy_asks_to_be_woken_at_no_time_that_has_passed()
    {
        var host = new HostLimit(1);
        using var lanes = new Lanes(concurrency: 4, host: host);
        Assert.True(host.TryEnter());
        await lanes.AcceptAsync("a@x.example");

        Assert.Empty(lanes.Begin());
        lanes.Folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(lanes.Lane.WakeAt(lanes.Now));

        host.Leave();
        Assert.Single(lanes.Begin());
    }

    [Theory]
    [InlineData(ProviderState.Down)]
    [InlineData(ProviderState.Paused)]
    public async Task A_provider_that_is_not_up_is_probed_with_one_row_when_its_time_has_come(ProviderState state)
    {
        using var lanes = new Lanes(state: state);
        await lanes.AcceptAsync("a@x.example", "b@x.example");
        var probe = Assert.Single(lanes.Begin());
        Assert.Null(lanes.Lane.WakeAt(lanes.Now));

        lanes.Lane.Ended();
        lanes.Health.Failed(lanes.Health.Epoch, null, lanes.Now);
        await lanes.Store.Spool.PostponeAsync(probe, lanes.Now.AddHours(1), "", []);
        lanes.Lane.Recorded(probe);
        Assert.Empty(lanes.Begin());
        Assert.Equal(lanes.Health.NextProbe, lanes.Lane.WakeAt(lanes.Now));
        Assert.True(lanes.Lane.IsSettled(lanes.Now));

        lanes.Folder.Time.Advance(lanes.Health.NextProbe - lanes.Now);
        Assert.Equal("b@x.example", Assert.Single(lanes.Begin()).Event.Recipient!.Identity);
    }

    [Fact]
    public void A_provider_that_is_down_without_any_work_never_has_to_be_woken()
    {
        using var lanes = new Lanes(state: ProviderState.Down);
        Assert.Empty(lanes.Begin());
        lanes.Folder.Time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(lanes.Begin());
        Assert.Null(lanes.Lane.WakeAt(lanes.Now));
    }

    [Fact]
    public void A_host_has_as_many_places_as_it_was_given()
    {
        var host = new HostLimit(2);

        Assert.True(host.TryEnter());
        Assert.True(host.TryEnter());
        Assert.False(host.TryEnter());
        host.Leave();
        Assert.True(host.TryEnter());
        Assert.False(host.TryEnter());
    }
}
