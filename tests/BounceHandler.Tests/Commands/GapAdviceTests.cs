using BounceHandler.Commands;

namespace BounceHandler.Tests.Commands;

public sealed class GapAdviceTests
{
    [Theory]
    [InlineData("/var/log/pmta/bounce.csv /var/log/pmta/fbl.csv '/var/log/pmta/done/*.csv'")]
    [InlineData("/a/bounce.csv '/a/done/*.csv'", "/a/done/1.csv", "/a/bounce.csv", "/a/done/2.csv")]
    [InlineData("'/a/*'", "/a/1.csv", "/a/2.txt")]
    [InlineData("'/a b/it'\\''s.csv'", "/a b/it's.csv")]
    public void The_command_names_the_files_that_are_known_or_else_the_shipped_ones(string files, params string[] names) =>
        Assert.Equal("bouncehandler replay --continue " + files, GapAdvice.Remedy(names));
}
