using BounceHandler.Events;
using BounceHandler.Statistics;
using BounceHandler.Tests.Maildrop;
using BounceHandler.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Statistics;

public sealed class StatisticsFileTests : IDisposable
{
    private static readonly BounceEvent Complaint = StateFolder.Event(1, "user@example.com", EventKind.Complaint) with { Agent = "agent" };

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _failures = [];

    private string File => _directory["statistics.csv"];

    [Fact]
    public void Each_event_is_a_line_in_a_private_file()
    {
        using var file = Create(File);
        file.Write(Complaint, null);
        file.Write(Complaint with { Kind = EventKind.HardBounce }, null);
        file.Write(Complaint, null);

        Assert.Equal(2, Lines(File).Length);
        Assert.All(Lines(File), line => Assert.EndsWith(" ,\"Abuse\",user@example.com,agent,,,", line, StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Empty(_failures);
    }

    [Fact]
    public void A_file_that_logrotate_has_moved_is_left_alone()
    {
        using var file = Create(File);
        file.Write(Complaint, null);
        System.IO.File.Move(File, File + ".1");
        file.Write(Complaint, null);
        file.Write(Complaint, null);

        Assert.Equal((1, 2), (Lines(File + ".1").Length, Lines(File).Length));
    }

    [Fact]
    public void Writers_keep_each_others_lines()
    {
        using var one = Create(File);
        using var two = Create(File);
        Parallel.For(0, 400, i => (i % 2 == 0 ? one : two).Write(Complaint, null));

        Assert.Equal(400, Lines(File).Length);
        Assert.Single(Lines(File).Distinct());
    }

    [Fact]
    public void A_failure_is_told_once_until_it_works_again()
    {
        using var file = Create(_directory["missing/statistics.csv"]);
        file.Write(Complaint, null);
        file.Write(Complaint, null);
        Assert.Single(_failures);

        Directory.CreateDirectory(_directory["missing"]);
        file.Write(Complaint, null);
        Assert.Single(_failures);
        Assert.Single(Lines(_directory["missing/statistics.csv"]));
    }

    private StatisticsFile Create(string path) => new(path, _failures.Add, _time);

    private static string[] Lines(string path) => System.IO.File.ReadAllLines(path);

    public void Dispose() => _directory.Dispose();
}
