using BounceHandler.Events;

namespace BounceHandler.Tests.Events;

public sealed class BounceEventTests
{
    [Fact]
    public void Text_is_cut_at_the_limit_and_never_inside_a_character()
    {
        var full = new string('a', BounceEvent.TextLimit);

        Assert.Equal(full, BounceEvent.Cut(full));
        Assert.Equal(full, BounceEvent.Cut(full + "b"));
        Assert.Equal(full[1..], BounceEvent.Cut(full[1..] + "😀"));
        Assert.Equal(full[2..] + "😀", BounceEvent.Cut(full[2..] + "😀b"));
    }
}
