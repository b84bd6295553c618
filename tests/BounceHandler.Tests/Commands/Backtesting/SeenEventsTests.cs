using BounceHandler.Commands.Backtesting;
using BounceHandler.Events;

namespace BounceHandler.Tests.Commands.Backtesting;

public sealed class SeenEventsTests
{
    [Fact]
    public void An_event_is_new_once_under_each_number()
    {
        var seen = new SeenEvents(1024);

        for (var i = 0; i < 300; i++)
        {
            Assert.True(seen.Add(Identity(i), 0));
            Assert.True(seen.Add(Identity(i), 1));
        }

        for (var i = 0; i < 300; i++)
        {
            Assert.False(seen.Add(Identity(i), 0));
            Assert.False(seen.Add(Identity(i), 1));
        }

        Assert.False(seen.IsFull);
    }

    [Fact]
    public void When_it_is_full_what_it_knows_is_recognised_and_the_rest_is_new()
    {
        var seen = new SeenEvents(64);
        for (var i = 0; i < 1000; i++)
            Assert.True(seen.Add(Identity(i), 0));

        Assert.True(seen.IsFull);
        Assert.Equal(48, Enumerable.Range(0, 1000).Count(i => !seen.Add(Identity(i), 0)));
    }

    private static EventIdentity Identity(int number) => new((ulong)number, 7);
}
