using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class ProviderHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_provider_that_works_gets_its_full_concurrency()
    {
        var health = Health();

        Assert.Equal((ProviderState.Up, 4), (health.State, Room(health, Now)));
    }

    [Fact]
    public void Eight_failures_in_a_row_make_it_down()
    {
        var health = Health();
        for (var i = 0; i < 7; i++)
            Assert.False(health.Failed(health.Epoch, null, Now));
        Assert.Equal(ProviderState.Up, health.State);

        Assert.True(health.Failed(health.Epoch, null, Now));
        Assert.Equal((ProviderState.Down, 0), (health.State, Room(health, Now)));
    }

    [Fact]
    public void An_answer_in_between_begins_the_count_anew()
    {
        var health = Health();
        for (var i = 0; i < 50; i++)
        {
            for (var failure = 0; failure < 7; failure++)
                health.Failed(health.Epoch, null, Now);
            Assert.False(health.Answered(health.Epoch));
        }

        Assert.Equal(ProviderState.Up, health.State);
    }

    [Fact]
    public void While_it_stumbles_fewer_calls_begin_and_never_none()
    {
        var health = Health(concurrency: 16);
        var room = new List<int>();
        for (var i = 0; i < 7; i++)
        {
            health.Failed(health.Epoch, null, Now);
            room.Add(Room(health, Now));
        }

        Assert.Equal([8, 4, 2, 1, 1, 1, 1], room);
    }

    [Fact]
    public void What_is_down_is_probed_with_one_row_at_growing_pauses()
    {
        var health = Down();
        var now = Now;
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            pauses.Add(health.NextProbe - now);
            Assert.Equal(0, Room(health, health.NextProbe.AddMilliseconds(-1)));
            now = health.NextProbe;
            Assert.Equal(1, Room(health, now));
            Assert.False(health.Failed(health.Epoch, null, now));
        }

        Assert.InRange(pauses[0].TotalSeconds, 2.5, 5);
        Assert.InRange(pauses[3].TotalSeconds, 20, 40);
        Assert.All(pauses[8..], pause => Assert.InRange(pause.TotalSeconds, 450, 900));
    }

    [Fact]
    public void A_down_provider_may_say_when_it_wants_to_be_asked()
    {
        var health = Down();
        health.Failed(health.Epoch, TimeSpan.FromSeconds(77), Now);

        Assert.Equal(Now.AddSeconds(77), health.NextProbe);
    }

    [Fact]
    public void A_provider_that_asks_for_a_pause_gets_it_for_all_of_its_work_and_stays_up()
    {
        var health = Health();
        Assert.False(health.Failed(health.Epoch, TimeSpan.FromSeconds(30), Now));
        Assert.False(health.Failed(health.Epoch, TimeSpan.FromSeconds(10), Now));
        Assert.False(health.Failed(health.Epoch, null, Now));
        // A call that was under way may still be answered; the pause was asked for all the same.
        Assert.False(health.Answered(health.Epoch));

        Assert.Equal((ProviderState.Up, 0), (health.State, Room(health, Now.AddSeconds(29.9))));
        Assert.Equal(2, Room(health, Now.AddSeconds(30)));
    }

    [Fact]
    public void A_provider_that_asks_for_a_long_pause_is_down_until_then()
    {
        var health = Health();

        Assert.True(health.Failed(health.Epoch, TimeSpan.FromMinutes(10), Now));

        Assert.Equal((ProviderState.Down, Now.AddMinutes(10)), (health.State, health.NextProbe));
        Assert.Equal(0, Room(health, Now.AddMinutes(9)));
        Assert.Equal(1, Room(health, Now.AddMinutes(10)));
        Assert.True(health.Answered(health.Epoch));
        Assert.Equal(1, Room(health, Now));
    }

    [Fact]
    public void Back_up_it_is_led_from_one_call_to_all()
    {
        var health = Down();
        Assert.True(health.Answered(health.Epoch));
        var room = new List<int> { Room(health, Now) };
        for (var i = 0; i < 5; i++)
        {
            health.Answered(health.Epoch);
            room.Add(Room(health, Now));
        }

        Assert.Equal([1, 2, 3, 4, 4, 4], room);
    }

    [Fact]
    public void A_call_that_began_before_the_change_says_nothing_about_now()
    {
        var health = Health();
        var before = health.Epoch;
        for (var i = 0; i < 8; i++)
            health.Failed(before, null, Now);
        var probe = health.NextProbe;

        Assert.False(health.Answered(before));
        Assert.False(health.Failed(before, null, Now));
        Assert.False(health.Refused(before, Now));
        Assert.Equal((ProviderState.Down, probe), (health.State, health.NextProbe));
    }

    [Fact]
    public void A_refusal_pauses_and_the_first_answer_ends_it()
    {
        var health = Health();
        Assert.True(health.Refused(health.Epoch, Now));
        Assert.Equal((ProviderState.Paused, 0), (health.State, Room(health, Now)));

        Assert.False(health.Refused(health.Epoch, health.NextProbe));
        Assert.False(health.Failed(health.Epoch, null, health.NextProbe));
        Assert.Equal(ProviderState.Paused, health.State);
        Assert.Equal(1, Room(health, health.NextProbe));
        Assert.True(health.Answered(health.Epoch));
        Assert.Equal((ProviderState.Up, 1), (health.State, Room(health, Now)));
    }

    [Fact]
    public void A_provider_that_is_down_may_turn_out_to_refuse_us()
    {
        var health = Down();

        Assert.True(health.Refused(health.Epoch, Now));
        Assert.Equal(ProviderState.Paused, health.State);
    }

    [Theory]
    [InlineData(ProviderState.Down)]
    [InlineData(ProviderState.Paused)]
    public void What_an_earlier_process_left_down_is_probed_at_once(ProviderState state)
    {
        var health = new ProviderHealth(Schedule(), 4, state, Now);

        Assert.Equal(1, Room(health, Now));
        Assert.False(health.MayBegin(1, Now));
    }

    private static RetrySchedule Schedule() => new(new DeliverySettings(), new Random(1));

    private static ProviderHealth Health(int concurrency = 4) => new(Schedule(), concurrency, ProviderState.Up, Now);

    private static ProviderHealth Down()
    {
        var health = Health();
        for (var i = 0; i < ProviderHealth.FailuresUntilDown; i++)
            health.Failed(health.Epoch, null, Now);
        return health;
    }

    // How many calls may be under way.
    private static int Room(ProviderHealth health, DateTimeOffset now)
    {
        var underWay = 0;
        while (health.MayBegin(underWay, now))
            underWay++;
        return underWay;
    }
}
