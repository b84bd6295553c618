using System.Diagnostics;
using System.Text.RegularExpressions;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.Documentation;

/// <summary>Commands that a newcomer copies must work, and show what the README says they show.</summary>
public sealed partial class ReadmeCommandTests
{
    private static readonly string TryIt = Repository.Section("## Try it");

    public static TheoryData<string> Synopses => [.. Repository.Blocks(Repository.Section("### Commands"), "text").Single()];

    public static TheoryData<string> Examples => [.. Repository.Blocks(Repository.Readme, "sh").SelectMany(block => block)
        .Where(line => line.StartsWith("bouncehandler ", StringComparison.Ordinal)).Distinct()];

    public static TheoryData<string> DotnetCommands => [.. Repository.Blocks(Repository.Readme, "sh").SelectMany(block => block)
        .Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)).Distinct()];

    [Fact]
    public void The_first_two_commands_are_one_run_and_the_tests()
    {
        var commands = Repository.Blocks(Repository.Readme, "sh").SelectMany(block => block).Take(2).ToList();

        Assert.Equal(["dotnet run --project src/BounceHandler -- --debug < config/samples/bounce.csv", "dotnet test"], commands);
    }

    [Fact]
    public void The_first_command_shows_what_the_readme_says()
    {
        using var home = new TemporaryDirectory();
        var start = new ProcessStartInfo("bash", ["-c", Repository.Blocks(TryIt, "sh")[0].Single()]) { WorkingDirectory = Repository.Root };
        UseOwnHome(start, home);
        // Times of events are shown as local ones.
        start.Environment["TZ"] = "UTC";

        var (exitCode, _, error) = Repository.Run(start);

        Assert.True(exitCode == 0, error);
        // The first line names the configuration, which is not the built-in one where the usual places must be spared.
        Assert.Superset(
            Repository.Blocks(TryIt, "text")[0].Skip(1).Select(Repository.WithoutTime).ToHashSet(),
            error.Split('\n').Select(Repository.WithoutTime).ToHashSet());
    }

    [Theory, MemberData(nameof(DotnetCommands))]
    public void Every_file_and_project_in_a_dotnet_command_exists(string command)
    {
        foreach (var path in FileInCommand().Matches(command).Select(match => match.Value))
            Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path);
    }

    [Theory, MemberData(nameof(Synopses))]
    public void The_options_of_each_command_are_those_that_its_help_shows(string synopsis)
    {
        var words = synopsis.Split(' ').Skip(1).TakeWhile(word => word.All(char.IsAsciiLetterLower)).ToList();
        var argument = synopsis.EndsWith("FILE...", StringComparison.Ordinal) ? ["x"]
            : synopsis.EndsWith(" ADDRESS", StringComparison.Ordinal) ? (string[])["a@b.example"] : [];

        var (exitCode, output, error) = Repository.Run([.. words, .. argument, "--help"]);

        Assert.True(exitCode == 0, error);
        Assert.Equal(
            OptionName().Matches(synopsis).Select(match => match.Value).Order(),
            HelpOption().Matches(output).Select(match => match.Groups[1].Value)
                .Except(["--debug", "--logfile", "--config", "--help", "--version"]).Order());
    }

    [Fact]
    public void Every_option_has_a_row_and_every_row_an_option()
    {
        var synopses = Repository.Blocks(Repository.Section("### Commands"), "text").Single();

        Assert.Equal(
            OptionName().Matches(string.Join(' ', synopses)).Select(match => match.Value)
                .Concat(["--debug", "--logfile", "--config", "--help", "--version"]).Distinct().Order(),
            Repository.Rows(Repository.Section("### Commands")).Where(row => row[0].StartsWith("`--", StringComparison.Ordinal))
                .SelectMany(row => OptionName().Matches(row[0]).Select(match => match.Value)).Order());
    }

    [Theory, MemberData(nameof(Examples))]
    public void Every_example_is_a_command_line_that_is_understood(string example)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("bounce.csv", "");
        var start = new ProcessStartInfo("bash", ["-c", $"bouncehandler() {{ \"$PROGRAM\" \"$@\" --help; }}\n{example}"]) { WorkingDirectory = directory.Root };
        start.Environment["PROGRAM"] = Repository.Program;

        var (exitCode, _, error) = Repository.Run(start);

        Assert.True(exitCode == 0, error);
    }

    // Where the state would lie in a place that a test must not touch, a configuration that says nothing else moves it.
    private static void UseOwnHome(ProcessStartInfo start, TemporaryDirectory home)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["HOME"] = home.Root;
        start.Environment["XDG_STATE_HOME"] = home["state"];
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("BOUNCEHANDLER_CONFIG");
        if (Environment.IsPrivilegedProcess || Directory.Exists("/var/lib/bouncehandler") || Directory.Exists("/etc/bouncehandler"))
            start.Environment["BOUNCEHANDLER_CONFIG"] = home.Write("c.json", $$"""{ "stateDirectory": "{{home["state"]}}" }""");
    }

    [GeneratedRegex("(?:src|tests|config)/[^ ]+")]
    private static partial Regex FileInCommand();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex("^  (?:-[^ ]+, )*(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpOption();
}
