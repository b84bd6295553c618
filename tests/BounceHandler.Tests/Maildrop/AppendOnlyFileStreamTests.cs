using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class AppendOnlyFileStreamTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Log => _directory["log"];

    [Fact]
    public void Whole_lines_are_written_at_a_flush_and_the_rest_waits()
    {
        using var file = new AppendOnlyFileStream(Log);
        file.Write("one\ntwo\nthr"u8);
        Assert.Equal("", File.ReadAllText(Log));
        file.Flush();
        Assert.Equal("one\ntwo\n", File.ReadAllText(Log));
        file.Write("ee\n"u8);
        file.Flush();
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(Log));
    }

    [Fact]
    public void What_is_left_is_written_at_the_end()
    {
        using (var writer = new StreamWriter(new AppendOnlyFileStream(Log)))
            writer.Write("no line end");
        Assert.Equal("no line end", File.ReadAllText(Log));
    }

    [Fact]
    public void Two_writers_of_one_file_keep_each_others_lines()
    {
        using var one = new AppendOnlyFileStream(Log);
        using var two = new AppendOnlyFileStream(Log);
        foreach (var file in new[] { one, two, one })
        {
            file.Write("line\n"u8);
            file.Flush();
        }

        Assert.Equal("line\nline\nline\n", File.ReadAllText(Log));
    }

    [Fact]
    public void A_file_that_was_moved_away_is_stale_until_it_is_reopened()
    {
        using var file = new AppendOnlyFileStream(Log);
        Assert.False(file.IsStale());
        Assert.False(file.ReopenIfStale());
        File.Move(Log, _directory["log.1"]);
        Assert.True(file.IsStale());
        File.WriteAllText(Log, "new\n");
        Assert.True(file.IsStale());

        Assert.True(file.ReopenIfStale());
        Assert.False(file.IsStale());
        file.Write("after\n"u8);
        file.Flush();
        Assert.Equal("new\nafter\n", File.ReadAllText(Log));
        Assert.Equal("", File.ReadAllText(_directory["log.1"]));
    }

    [Fact]
    public void A_full_disk_is_an_error_at_each_flush_and_memory_stays_bounded()
    {
        using var file = new AppendOnlyFileStream("/dev/full");
        for (var i = 0; i < 40; i++)
        {
            file.Write(new byte[100_000]);
            file.Write("\n"u8);
            Assert.Equal(28, Assert.Throws<IOException>(file.Flush).HResult);
        }
    }

    [Fact]
    public void A_new_file_is_private()
    {
        using var file = new AppendOnlyFileStream(Log);
        Assert.Equal(0x180, FileStatus.Of(Log)!.Value.Permissions);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        var error = Assert.Throws<IOException>(() => new AppendOnlyFileStream(_directory["none/log"]));
        Assert.Contains(_directory["none/log"], error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();
}
