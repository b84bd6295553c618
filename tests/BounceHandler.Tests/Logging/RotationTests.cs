using System.Runtime.Versioning;
using BounceHandler.Logging;

namespace BounceHandler.Tests.Logging;

/// <summary>The clock stands in 2016: files that a test writes are younger, and only those it dates back are of an earlier day.</summary>
public sealed class RotationTests : IDisposable
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);
    private readonly LogDirectory _directory = new();

    [Fact]
    public void A_file_that_was_moved_away_is_replaced_within_a_second()
    {
        using var log = _directory.Open(new LogOptions { File = _directory.File, RetainDays = 0 });
        log.Logger.Information("before");
        File.Move(_directory.File, _directory.In("moved"));
        _directory.Time.Advance(TimeSpan.FromSeconds(1));
        log.Logger.Information("after");

        Assert.Equal(["[29/May/2016:09:46:44] before"], _directory.Lines("moved"));
        Assert.Equal(["[29/May/2016:09:46:45] after"], _directory.Lines());
    }

    [Fact]
    public void A_line_within_the_second_still_reaches_the_moved_file()
    {
        using var log = _directory.Open();
        File.Move(_directory.File, _directory.In("moved"));
        log.Logger.Information("in between");
        Assert.Single(_directory.Lines("moved"));
    }

    [Fact]
    public void At_midnight_the_file_takes_the_name_of_the_day_that_ended()
    {
        using var log = _directory.Open();
        log.Logger.Information("on Sunday");
        _directory.Time.Advance(ADay);
        log.Logger.Information("on Monday");

        Assert.Equal(["bounce.log", "bounce.log-20160529"], _directory.Names);
        Assert.Equal(["[29/May/2016:09:46:44] on Sunday"], _directory.Lines("bounce.log-20160529"));
        Assert.Equal(["[30/May/2016:09:46:44] on Monday"], _directory.Lines());
    }

    [Fact]
    public void Midnight_is_the_local_one()
    {
        using var log = _directory.Open();
        log.Logger.Information("on Sunday");
        _directory.Time.Advance(14 * AnHour);
        Assert.Equal(["bounce.log"], _directory.Names);
        _directory.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(["bounce.log", "bounce.log-20160529"], _directory.Names);
    }

    [Fact]
    public void Several_at_midnight_rotate_once_and_all_go_on_in_the_new_file()
    {
        var logs = Enumerable.Range(0, 8).Select(_ => _directory.Open()).ToList();
        logs.ForEach(log => log.Logger.Information("old"));
        _directory.Time.Advance(ADay - TimeSpan.FromSeconds(1));
        _directory.Time.Advance(TimeSpan.FromSeconds(2));
        Parallel.ForEach(logs, log => log.Logger.Information("new"));
        logs.ForEach(log => log.Dispose());

        Assert.Equal(["bounce.log", "bounce.log-20160529"], _directory.Names);
        Assert.Equal(8, _directory.Lines("bounce.log-20160529").Length);
        Assert.Equal(8, _directory.Lines().Length);
    }

    [Fact]
    public void Without_retainDays_midnight_is_left_to_logrotate()
    {
        using var log = _directory.Open(new LogOptions { File = _directory.File, RetainDays = 0 });
        log.Logger.Information("on Sunday");
        _directory.Time.Advance(ADay);
        log.Logger.Information("on Monday");
        Assert.Equal(["bounce.log"], _directory.Names);
        Assert.Equal(2, _directory.Lines().Length);
    }

    [Fact]
    public void Whoever_opens_a_file_of_an_earlier_day_rotates_it()
    {
        File.WriteAllText(_directory.File, "last week\n");
        File.SetLastWriteTimeUtc(_directory.File, new DateTime(2016, 5, 22, 23, 30, 0, DateTimeKind.Utc));
        using var log = _directory.Open();
        log.Logger.Information("today");

        Assert.Equal(["last week"], _directory.Lines("bounce.log-20160523"));
        Assert.Single(_directory.Lines());
    }

    [Fact]
    public void Only_files_of_ours_that_are_too_old_are_deleted()
    {
        string[] kept =
        [
            "bounce.log-20160526", "bounce.log-2016052", "bounce.log-20160101.gz", "bounce.log-20161301", "other.log-20160101", "xbounce.log-20160101",
        ];
        string[] gone = ["bounce.log-20160525", "bounce.log-20150101"];
        foreach (var name in kept.Concat(gone))
            File.WriteAllText(_directory.In(name), "x");
        using var log = _directory.Open(new LogOptions { File = _directory.File, RetainDays = 4 });
        log.Logger.Information("on Sunday");
        _directory.Time.Advance(ADay);

        Assert.Equal(kept.Concat(["bounce.log", "bounce.log-20160529"]).Order(), _directory.Names);
    }

    [Fact]
    public void A_second_midnight_of_the_same_day_overwrites_nothing()
    {
        File.WriteAllText(_directory.In("bounce.log-20160529"), "already there\n");
        using var log = _directory.Open();
        log.Logger.Information("late");
        _directory.Time.Advance(ADay);
        log.Logger.Information("next");

        Assert.Equal(["already there"], _directory.Lines("bounce.log-20160529"));
        Assert.Equal(2, _directory.Lines().Length);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void The_new_file_is_readable_by_the_group_if_the_old_one_was_but_by_nobody_else()
    {
        using var log = _directory.Open();
        log.Logger.Information("on Sunday");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(_directory.File, mode | UnixFileMode.OtherRead);
        _directory.Time.Advance(ADay);
        Assert.Equal(2, _directory.Names.Count());
        Assert.Equal(mode, File.GetUnixFileMode(_directory.File));
    }

    [Fact]
    public void A_rotation_that_fails_is_reported_once_and_logging_goes_on()
    {
        using var log = _directory.Open();
        log.Logger.Information("on Sunday");
        Directory.CreateDirectory(_directory.In("bounce.log-20160529"));
        _directory.Time.Advance(ADay);
        log.Logger.Information("on Monday");

        var lines = _directory.Lines();
        Assert.Equal(3, lines.Length);
        Assert.Single(lines, line => line.Contains("cannot be rotated or reopened: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_stays_and_the_file_behind_it_is_rotated()
    {
        File.CreateSymbolicLink(_directory.File, _directory.In("real.log"));
        using var log = _directory.Open();
        log.Logger.Information("on Sunday");
        _directory.Time.Advance(ADay);
        log.Logger.Information("on Monday");

        Assert.Equal(["bounce.log", "real.log", "real.log-20160529"], _directory.Names);
        Assert.NotNull(new FileInfo(_directory.File).LinkTarget);
    }

    public void Dispose() => _directory.Dispose();
}
