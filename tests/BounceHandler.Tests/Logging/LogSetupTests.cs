using System.Runtime.Versioning;
using BounceHandler.Logging;

namespace BounceHandler.Tests.Logging;

public sealed class LogSetupTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly LogDirectory _directory = new();

    [Fact]
    public void Lines_go_to_the_file_and_not_to_the_console()
    {
        using (var log = _directory.Open())
        {
            log.Logger.Information("hello");
            log.Logger.Debug("not for everyday");
            Assert.Equal(_directory.File, log.FilePath);
        }

        Assert.Equal(["[29/May/2016:09:46:44] hello"], _directory.Lines());
        Assert.Empty(_directory.Error.ToString());
    }

    [Fact]
    public void A_line_is_in_the_file_as_soon_as_it_is_logged()
    {
        using var log = _directory.Open();
        log.Logger.Information("hello");
        Assert.Single(_directory.Lines());
    }

    [Fact]
    public void Gathered_lines_are_in_the_file_when_the_gathering_ends()
    {
        using var log = _directory.Open();
        using (log.Gather())
        {
            log.Logger.Information("one");
            log.Logger.Information("two");
            Assert.Empty(_directory.Lines());
        }

        Assert.Equal(["[29/May/2016:09:46:44] one", "[29/May/2016:09:46:44] two"], _directory.Lines());
        log.Logger.Information("three");
        Assert.Equal(3, _directory.Lines().Length);
    }

    [Fact]
    public void A_long_gathering_writes_whole_lines_before_it_ends()
    {
        using var log = _directory.Open();
        using var gathering = log.Gather();
        for (var i = 0; i < 2000; i++)
            log.Logger.Information("a line of some length, number {Number}", i);

        Assert.InRange(_directory.Lines().Length, 1000, 2000);
        Assert.All(_directory.Lines(), line => Assert.Matches("number [0-9]+$", line));
    }

    [Fact]
    public void A_new_second_has_a_new_time()
    {
        using var log = _directory.Open();
        log.Logger.Information("one");
        _directory.Time.Advance(TimeSpan.FromSeconds(1));
        log.Logger.Information("two");

        Assert.Equal(["[29/May/2016:09:46:44] one", "[29/May/2016:09:46:45] two"], _directory.Lines());
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_new_file_is_private_because_it_names_recipients()
    {
        using var log = _directory.Open();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_directory.File));
    }

    [Fact]
    public void Console_adds_standard_error()
    {
        using (var log = _directory.Open(new LogOptions { File = _directory.File, Console = true }))
            log.Logger.Information("hello");

        Assert.Equal(["[29/May/2016:09:46:44] hello"], _directory.Lines());
        Assert.Equal("[29/May/2016:09:46:44] hello\n", _directory.Error.ToString());
    }

    [Fact]
    public void Debug_logs_everything_to_standard_error_and_touches_no_file()
    {
        using (var log = _directory.Open(new LogOptions { File = _directory.File, Debug = true }))
        {
            log.Logger.Debug("details");
            Assert.Null(log.FilePath);
        }

        Assert.Equal("[29/May/2016:09:46:44] details\n", _directory.Error.ToString());
        Assert.Empty(_directory.Names);
    }

    [Theory]
    [InlineData("missing/bounce.log")]
    [InlineData(".")]
    public void A_file_that_cannot_be_opened_is_replaced_by_one_in_the_working_directory(string name)
    {
        using (var log = _directory.Open(new LogOptions { File = _directory.In(name) }))
        {
            log.Logger.Information("hello");
            Assert.Equal(_directory.In(LogSetup.FallbackName), log.FilePath);
        }

        var lines = _directory.Lines(LogSetup.FallbackName);
        var says = $"WARNING: The log file {_directory.In(name)} cannot be used, logging to {_directory.In(LogSetup.FallbackName)}: ";
        Assert.StartsWith("[29/May/2016:09:46:44] " + says, lines[0], StringComparison.Ordinal);
        Assert.EndsWith("hello", lines[1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory.In("missing")));
    }

    [Fact]
    public void Where_no_file_can_be_opened_standard_error_takes_the_lines()
    {
        using (var log = LogSetup.Open(new LogOptions { File = "" }, _directory.Time, _directory.Error, _directory.In("missing")))
        {
            log.Logger.Information("hello");
            log.Logger.Debug("not for everyday");
        }

        var lines = _directory.Error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(", logging to standard error: ", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_another_program_has_locked_is_not_logged_to_in_silence()
    {
        using var locked = new FileStream(_directory.File, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var log = _directory.Open();
        Assert.Contains("another program has locked it", _directory.Lines(LogSetup.FallbackName)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_disturbs_nobody_and_the_lines_follow_when_there_is_room()
    {
        File.CreateSymbolicLink(_directory.File, "/dev/full");
        using var log = _directory.Open();
        log.Logger.Information("written while full");

        File.CreateSymbolicLink(_directory.In("fresh"), _directory.In("roomy.log"));
        File.Move(_directory.In("fresh"), _directory.File, overwrite: true);
        _directory.Time.Advance(TimeSpan.FromSeconds(1));
        log.Logger.Information("written after");

        Assert.Equal(
            ["[29/May/2016:09:46:44] written while full", "[29/May/2016:09:46:45] written after"], _directory.Lines("roomy.log"));
    }

    public void Dispose() => _directory.Dispose();
}
