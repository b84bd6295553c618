using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class ConfigurationPathTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void The_order_is_option_variable_executable_system_built_in()
    {
        Directory.CreateDirectory(_directory["bin"]);
        var system = _directory.Write("system.json", "{}");
        Assert.Equal(system, Resolve().FilePath);
        var beside = _directory.Write("bin/bouncehandler.json", "{}");
        Assert.Equal(beside, Resolve().FilePath);
        var variable = _directory.Write("variable.json", "{}");
        Assert.Equal(variable, Resolve(variable: variable).FilePath);
        Assert.True(Resolve(variable: variable).IsNamed);
        var option = _directory.Write("option.json", "{}");
        Assert.Equal(option, Resolve(option, variable).FilePath);

        File.Delete(beside);
        File.Delete(system);
        Assert.True(Resolve(variable: "").IsBuiltIn);
        Assert.False(Resolve().IsNamed);
    }

    [Fact]
    public void A_relative_option_is_made_absolute() =>
        Assert.Contains(Path.GetFullPath("no-such.json"), Resolve("no-such.json").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/bouncehandler.json")]
    [InlineData("/")]
    public void A_named_file_that_is_not_there_is_an_error(string path)
    {
        Assert.NotNull(Resolve(option: path).Error);
        Assert.False(Resolve(option: path).IsBuiltIn);
    }

    [Fact]
    public void A_variable_that_names_nothing_is_an_error_that_names_the_variable() =>
        Assert.Contains("$BOUNCEHANDLER_CONFIG", Resolve(variable: "/nonexistent").Error, StringComparison.Ordinal);

    [Fact]
    public void A_candidate_that_exists_but_cannot_be_used_is_never_skipped()
    {
        _directory.Write("system.json", "{}");
        Directory.CreateDirectory(_directory["bin/bouncehandler.json"]);
        Assert.Contains("is a directory", Resolve().Error, StringComparison.Ordinal);
        Assert.Null(Resolve().FilePath);
    }

    [Fact]
    public void A_loop_of_links_is_not_a_missing_file()
    {
        Directory.CreateDirectory(_directory["bin"]);
        File.CreateSymbolicLink(_directory["bin/bouncehandler.json"], _directory["bin/bouncehandler.json"]);
        Assert.NotNull(Resolve().Error);
    }

    public void Dispose() => _directory.Dispose();

    private ConfigurationPath Resolve(string? option = null, string? variable = null) => ConfigurationPath.Resolve(
        option, name => name == "BOUNCEHANDLER_CONFIG" ? variable : null, _directory["bin"], _directory["system.json"]);
}
