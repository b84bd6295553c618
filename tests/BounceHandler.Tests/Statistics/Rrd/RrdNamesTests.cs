using BounceHandler.Statistics;
using BounceHandler.Statistics.Rrd;

namespace BounceHandler.Tests.Statistics.Rrd;

public sealed class RrdNamesTests
{
    [Theory]
    [InlineData("mailwizz", "bounce_mailwizz")]
    [InlineData("interspire", "bounce_interspire")]
    [InlineData("suppressions", "bounce_suppressions")]
    [InlineData("mail-wizz", "bounce_mail_wizz")]
    [InlineData("a-very-long-name-indeed", "bounce_a_very_long_")]
    [InlineData("zürich", "bounce_z_rich")]
    public void A_provider_has_the_name_that_the_PHP_tool_gave_it(string provider, string name) =>
        Assert.Equal(name, RrdNames.Of([provider])[GraphSource.Provider(provider)]);

    [Fact]
    public void No_two_are_equal_and_all_are_short()
    {
        var providers = Enumerable.Range(0, 2000).Select(i => "a-provider-with-a-long-name-" + i).ToList();
        var names = RrdNames.Of(providers).Values.ToList();

        Assert.Equal(2002, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z0-9_]{1,19}$", name));
    }

    [Fact]
    public void Who_has_the_name_as_it_is_keeps_it()
    {
        var names = RrdNames.Of(["a-b", "a_b"]);

        Assert.Equal("bounce_a_b", names[GraphSource.Provider("a_b")]);
        Assert.Matches("^bounce_a_b_[0-9a-f]{4}$", names[GraphSource.Provider("a-b")]);
        Assert.Equal(names, RrdNames.Of(["a_b", "a-b"]));
    }
}
