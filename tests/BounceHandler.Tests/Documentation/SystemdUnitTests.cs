using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Documentation;

/// <summary>The units as systemd would read them, against what the program needs.</summary>
public sealed partial class SystemdUnitTests
{
    private const string Drain = "bouncehandler-drain";
    private const string Replay = "bouncehandler-replay";

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
    [InlineData(Drain + ".service", "Unit", "Service")]
    [InlineData(Drain + ".timer", "Unit", "Timer", "Install")]
    [InlineData(Replay + ".service", "Unit", "Service")]
    [InlineData(Replay + ".timer", "Unit", "Timer", "Install")]
    public void Every_key_is_known_where_it_stands(string unit, params string[] sections)
    {
        var lines = Read(unit);

        Assert.Equal(sections, lines.Select(line => line.Section).Distinct());
        Assert.All(lines, line => Assert.Contains(line.Key, Known[line.Section]));
    }

    [Theory]
    [InlineData(Drain, "drain")]
    [InlineData(Replay, "replay", "--continue", "/var/log/pmta/bounce.csv", "/var/log/pmta/fbl.csv", "/var/log/pmta/done/*.csv")]
    public void The_service_runs_the_installed_program_as_its_owner(string unit, params string[] arguments)
    {
        var service = unit + ".service";
        var command = Value(service, "ExecStart").Split(' ');

        Assert.Equal(["/opt/pmta/bouncehandler/bouncehandler", .. arguments], command);
        Assert.Equal(("oneshot", "pmta", "pmta"), (Value(service, "Type"), Value(service, "User"), Value(service, "Group")));
        Assert.Equal(0, Repository.Run([.. command[1..], "--help"]).ExitCode);
    }

    [Fact]
    public void The_hourly_replay_reads_the_companion_files_and_where_they_are_moved()
    {
        var powerMta = PowerMtaSection.Parse(Repository.Read("config", "powermta.conf"));
        var files = powerMta.Sections.Where(section => section.Name == "acct-file" && section.Argument.StartsWith('/')).Select(section => section.Argument);
        var directory = powerMta.All.SelectMany(section => section.Values("move-to")).Distinct().Single();

        Assert.Equal([.. files, directory + "/*.csv"], Value(Replay + ".service", "ExecStart").Split(' ')[3..]);
    }

    [Theory]
    [InlineData(Drain)]
    [InlineData(Replay)]
    public void Work_that_is_still_queued_is_no_failure_of_the_unit_and_everything_else_is(string unit) =>
        Assert.Equal(ExitCodes.TempFail.ToString(CultureInfo.InvariantCulture), Value(unit + ".service", "SuccessExitStatus"));

    [Theory]
    [InlineData(Drain)]
    [InlineData(Replay)]
    public void The_state_and_the_log_may_be_written(string unit)
    {
        var service = unit + ".service";
        using var sample = JsonDocument.Parse(
            Repository.Read("config", "bouncehandler.json"), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var state = sample.RootElement.GetProperty("stateDirectory").GetString()!;
        var log = sample.RootElement.GetProperty("log").GetProperty("file").GetString();
        var writable = Read(service).Where(line => line.Key == "ReadWritePaths").Select(line => line.Value.TrimStart('-')).ToList();

        Assert.Contains(state, writable);
        Assert.Contains(Path.GetDirectoryName(log)!, writable);
        Assert.Equal(state, "/var/lib/" + Value(service, "StateDirectory"));
        Assert.Equal(("0700", "0077"), (Value(service, "StateDirectoryMode"), Value(service, "UMask")));
    }

    [Theory]
    [InlineData(Drain, "*:0/5", 60)]
    [InlineData(Replay, "hourly", 600)]
    public void The_timer_starts_its_service(string unit, string calendar, int mostDelay)
    {
        var (service, timer) = (unit + ".service", unit + ".timer");
        Assert.Equal(calendar, Value(timer, "OnCalendar"));
        Assert.Equal("yes,true", $"{Value(service, "NoNewPrivileges")},{Value(timer, "Persistent")}");
        var delay = Value(timer, "RandomizedDelaySec");
        var seconds = delay.EndsWith("min", StringComparison.Ordinal) ? 60 * Number(delay[..^3]) : Number(delay);
        Assert.InRange(seconds, 0, mostDelay);
        Assert.Equal("timers.target", Value(timer, "WantedBy"));
    }

    [Theory]
    [InlineData(Drain)]
    [InlineData(Replay)]
    public void The_readme_installs_what_the_service_says(string unit)
    {
        var commands = CommandInComment().Matches(Repository.Read("config", unit + ".service")).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(3, commands.Count);
        Assert.All(commands, command => Assert.Contains($"\n{command}\n", Repository.Readme, StringComparison.Ordinal));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

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
