using System.CommandLine;
using BounceHandler.Commands;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private string _ran = "";
    private string[] _files = [];
    private string? _match;
    private bool _isDry;
    private GlobalOptions? _options;

    public static TheoryData<string[], string, GlobalOptions> Understood => new()
    {
        { [], "process", new(false, null, null) },
        { ["-d"], "process", new(true, null, null) },
        { ["--debug", "--logfile", "/l", "--config", "/c"], "process", new(true, "/l", "/c") },
        { ["-l", "/l", "-c", "/c"], "process", new(false, "/l", "/c") },
        { ["--logfile=/l", "--config=/c"], "process", new(false, "/l", "/c") },
        // Before or after a subcommand.
        { ["-d", "-l", "/l", "work", "f"], "work", new(true, "/l", null) },
        { ["work", "f", "-d", "--config=/c"], "work", new(true, null, "/c") },
        { ["-c", "/c", "work", "f", "-l", "/l"], "work", new(false, "/l", "/c") },
    };

    [Theory]
    [MemberData(nameof(Understood))]
    public async Task Global_options_stand_before_or_after_a_subcommand(string[] arguments, string command, GlobalOptions options)
    {
        Assert.Equal(0, await RunAsync(arguments));
        Assert.Equal((command, options), (_ran, _options));
    }

    [Theory]
    [InlineData("--unknown")]
    [InlineData("-x")]
    [InlineData("--Debug")]
    [InlineData("--logfile")]
    [InlineData("--config")]
    [InlineData("nonsense")]
    [InlineData("work")]
    [InlineData("work f --unknown")]
    [InlineData("--debug work --typo f")]
    [InlineData("stray work f")]
    [InlineData("--logfile --unknown")]
    [InlineData("work f --logfile=--unknown")]
    [InlineData("work f --typo -- --literal")]
    public async Task What_is_not_understood_is_an_error_and_nothing_is_done(string arguments)
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync(arguments.Split(' ')));
        Assert.Equal("", _ran);
        Assert.Equal("", _out.ToString());
        Assert.Contains("Try: bouncehandler --help", _error.ToString(), StringComparison.Ordinal);
    }

    // What is asked for in front of a command must not be silently left out.
    [Theory]
    [InlineData("--dry-run work f", "--dry-run belongs behind \"work\"")]
    [InlineData("--dry-run -d work --dry-run f", "--dry-run belongs behind \"work\"")]
    [InlineData("--dry-run=true work f", "--dry-run belongs behind \"work\"")]
    [InlineData("--dry-run fail", "\"fail\" has no --dry-run")]
    public async Task An_option_of_the_default_command_in_front_of_another_one_is_an_error(string arguments, string expected)
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync(arguments.Split(' ')));
        Assert.Equal("", _ran);
        Assert.Equal([expected, "Try: bouncehandler --help", ""], _error.ToString().Split('\n'));
    }

    [Theory]
    [InlineData("work", "f", "--dry-run")]
    [InlineData("--dry-run")]
    public async Task An_option_behind_its_command_is_taken(params string[] arguments)
    {
        Assert.Equal(0, await RunAsync(arguments));
        Assert.True(_isDry);
    }

    // Replies and job ids do begin so.
    [Theory]
    [InlineData("-ERR 550 5.1.1 user unknown")]
    [InlineData("-x")]
    [InlineData("--")]
    public async Task A_value_may_begin_with_a_dash(string value)
    {
        Assert.Equal(0, await RunAsync("work", "f", $"--match={value}"));
        Assert.Equal(value, _match);
        if (value != "--")
            Assert.Equal(0, await RunAsync("work", "--match", value, "f"));
        Assert.Equal((1, value), (_files.Length, _match));
    }

    [Theory]
    [InlineData("@/etc/passwd")]
    [InlineData("@nothing-there")]
    [InlineData("@")]
    [InlineData("-")]
    public async Task An_argument_is_taken_literally_and_never_read_options_from(string argument)
    {
        Assert.Equal(0, await RunAsync("work", argument));
        Assert.Equal([argument], _files);
    }

    [Fact]
    public async Task After_two_dashes_everything_is_an_argument()
    {
        Assert.Equal(0, await RunAsync("work", "--", "--unknown", "-d"));
        Assert.Equal((2, false), (_files.Length, _options!.Debug));
    }

    [Fact]
    public async Task Help_names_every_command_and_shows_examples()
    {
        Assert.Equal(0, await RunAsync("--help"));

        Assert.Contains("cat bounce.csv | bouncehandler --debug", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("Does some work.", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _ran);
    }

    [Fact]
    public async Task Help_of_a_subcommand_is_about_that()
    {
        Assert.Equal(0, await RunAsync("work", "--help"));

        Assert.Contains("Does some work.", _out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Examples:", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(0, await RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", _out.ToString());
    }

    [Fact]
    public async Task An_error_in_a_command_is_not_swallowed() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("fail"));

    private Task<int> RunAsync(params string[] arguments)
    {
        var line = new CommandLine([Work, Fail], (line, root) =>
        {
            var dryRun = new Option<bool>("--dry-run");
            root.Options.Add(dryRun);
            root.SetAction(result =>
            {
                _isDry = result.GetValue(dryRun);
                return Run("process", line, result);
            });
        });
        return line.RunAsync(arguments, new CommandConsole(_out, _error));
    }

    private Command Work(CommandLine line)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run");
        var match = new Option<string?>("--match");
        var command = new Command("work", "Does some work.") { files, dryRun, match };
        command.SetAction(result =>
        {
            (_isDry, _match) = (result.GetValue(dryRun), result.GetValue(match));
            _files = result.GetRequiredValue(files);
            return Run("work", line, result);
        });
        return command;
    }

    private static Command Fail(CommandLine line)
    {
        var command = new Command("fail", "Fails.");
        command.SetAction(int (_) => throw new InvalidOperationException("bug"));
        return command;
    }

    private int Run(string name, CommandLine line, ParseResult result)
    {
        (_ran, _options) = (name, line.Options(result));
        return 0;
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
