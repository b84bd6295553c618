using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Documentation;

/// <summary>The units as systemd would read them, against what the program needs.</summary>
public sealed partial class SystemdUnitTests
{
    private const string Service = "bouncehandler-drain.service";
    private const string Timer = "bouncehandler-drain.timer";

    // systemd ignores a mistyped key with a warning that nobody reads.
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["Unit"] = ["Description", "Wants", "After"],
        ["Service"] =
        [
            "Type", "User", "Group", "ExecStart", "SuccessExitStatus", "StateDirectory", "StateDirectoryMode", "UMask", "ProtectSystem", "ReadWritePaths",
            "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables", "ProtectControlGroups", "NoNewPrivileges", "RestrictSUIDSGID",
            "RestrictAddressFamilies",
        ],
        ["Timer"] = ["OnCalendar", "RandomizedDelaySec", "AccuracySec", "Persistent"],
        ["Install"] = ["WantedBy"],
    };

    [Theory]
    [InlineData(Service, "Unit", "Service")]
    [InlineData(Timer, "Unit", "Timer", "Install")]
    public void Every_key_is_known_where_it_stands(string unit, params string[] sections)
    {
        var lines = Read(unit);

        Assert.Equal(sections, lines.Select(line => line.Section).Distinct());
        Assert.All(lines, line => Assert.Contains(line.Key, Known[line.Section]));
    }

    [Fact]
    public void The_service_runs_the_installed_program_as_its_owner()
    {
        var command = Value(Service, "ExecStart").Split(' ');

        Assert.Equal(["/opt/pmta/bouncehandler/bouncehandler", "drain"], command);
        Assert.Equal(("oneshot", "pmta", "pmta"), (Value(Service, "Type"), Value(Service, "User"), Value(Service, "Group")));
        Assert.Equal(0, Repository.Run([.. command[1..], "--help"]).ExitCode);
    }

    [Fact]
    public void Work_that_is_still_queued_is_no_failure_of_the_unit_and_everything_else_is() =>
        Assert.Equal(ExitCodes.TempFail.ToString(CultureInfo.InvariantCulture), Value(Service, "SuccessExitStatus"));

    [Fact]
    public void The_state_and_the_log_may_be_written()
    {
        using var sample = JsonDocument.Parse(
            Repository.Read("config", "bouncehandler.json"), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var state = sample.RootElement.GetProperty("stateDirectory").GetString()!;
        var log = sample.RootElement.GetProperty("log").GetProperty("file").GetString();
        var writable = Read(Service).Where(line => line.Key == "ReadWritePaths").Select(line => line.Value.TrimStart('-')).ToList();

        Assert.Contains(state, writable);
        Assert.Contains(Path.GetDirectoryName(log)!, writable);
        Assert.Equal(state, "/var/lib/" + Value(Service, "StateDirectory"));
        Assert.Equal(("0700", "0077"), (Value(Service, "StateDirectoryMode"), Value(Service, "UMask")));
    }

    [Fact]
    public void The_timer_starts_the_service_every_five_minutes()
    {
        Assert.Equal(Path.GetFileNameWithoutExtension(Service), Path.GetFileNameWithoutExtension(Timer));
        Assert.Equal("*:0/5", Value(Timer, "OnCalendar"));
        Assert.Equal("yes,true", $"{Value(Service, "NoNewPrivileges")},{Value(Timer, "Persistent")}");
        Assert.InRange(int.Parse(Value(Timer, "RandomizedDelaySec"), CultureInfo.InvariantCulture), 0, 60);
        Assert.Equal("timers.target", Value(Timer, "WantedBy"));
    }

    [Fact]
    public void The_readme_installs_what_the_service_says()
    {
        var commands = CommandInComment().Matches(Repository.Read("config", Service)).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(3, commands.Count);
        Assert.All(commands, command => Assert.Contains($"\n{command}\n", Repository.Readme, StringComparison.Ordinal));
    }

    private static string Value(string unit, string key) => Assert.Single(Read(unit), line => line.Key == key).Value;

    private static List<(string Section, string Key, string Value)> Read(string unit)
    {
        var section = "";
        var lines = new List<(string, string, string)>();
        foreach (var line in Repository.Read("config", unit).Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            if (SectionLine().Match(line) is { Success: true } match)
                section = match.Groups[1].Value;
            else if (line.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value])
                lines.Add((section, key, value));
            else
                Assert.Fail($"{unit}: {line}");
        }

        return lines;
    }

    [GeneratedRegex(@"^\[(\w+)\]$")]
    private static partial Regex SectionLine();

    [GeneratedRegex("^#     (.+)$", RegexOptions.Multiline)]
    private static partial Regex CommandInComment();
}
