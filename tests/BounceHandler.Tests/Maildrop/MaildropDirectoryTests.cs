using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class MaildropDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Today = new(2016, 5, 29, 9, 46, 44, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();
    private readonly MaildropDirectory _maildrop;

    public MaildropDirectoryTests()
    {
        _maildrop = StateDirectory.Open(_directory.Root, _ => null).Directory!.Maildrop;
        _maildrop.Ensure();
    }

    [Fact]
    public void Every_directory_is_private()
    {
        foreach (var path in new[] { _maildrop.New, _maildrop.Temporary, _maildrop.Corrupt, _maildrop.Aside })
            Assert.Equal(0x1C0, FileStatus.Of(path)!.Value.Permissions);
    }

    [Fact]
    public void A_drop_is_set_aside_also_where_an_older_version_made_the_directories()
    {
        Directory.Delete(_maildrop.Aside);
        var drop = Write(_maildrop.New, "1.2.a", "mail");

        var kept = _maildrop.SetAside(drop);

        Assert.Equal(Path.Combine(_maildrop.Aside, "1.2.a"), kept);
        Assert.Equal("mail", File.ReadAllText(kept));
        Assert.Empty(_maildrop.Waiting());
    }

    [Fact]
    public void A_name_that_is_taken_is_not_overwritten()
    {
        string[] kept = [.. Enumerable.Range(0, 3).Select(i => _maildrop.SetAside(Write(_maildrop.New, "1.2.a", $"{i}")))];
        var corrupt = _maildrop.KeepCorrupt(Write(_maildrop.New, "1.2.a", "c"));

        Assert.Equal(["1.2.a", "1.2.a.1", "1.2.a.2"], kept.Select(path => Path.GetFileName(path)));
        Assert.Equal(["0", "1", "2"], kept.Select(File.ReadAllText));
        Assert.Equal(Path.Combine(_maildrop.Corrupt, "1.2.a"), corrupt);
    }

    [Fact]
    public void A_drop_that_is_gone_is_an_error() => Assert.Throws<IOException>(() => _maildrop.SetAside(Path.Combine(_maildrop.New, "gone")));

    [Fact]
    public void What_was_kept_long_enough_is_forgotten_and_what_waits_is_not()
    {
        foreach (var directory in new[] { _maildrop.New, _maildrop.Temporary, _maildrop.Corrupt, _maildrop.Aside })
        {
            File.SetLastWriteTimeUtc(Write(directory, "old", ""), Today.AddDays(-31).UtcDateTime);
            File.SetLastWriteTimeUtc(Write(directory, "young", ""), Today.AddDays(-29).UtcDateTime);
        }

        Assert.Equal(3, _maildrop.Forget(Today.AddDays(-30)));
        Assert.Equal(0, _maildrop.Forget(Today.AddDays(-30)));
        Assert.Equal(["new/old", "corrupt/young", "new/young", "set-aside/young", "tmp/young"], Files());
    }

    [Fact]
    public void Many_files_are_forgotten_a_few_at_a_time()
    {
        for (var i = 0; i < MaildropDirectory.ForgottenAtOnce + 5; i++)
            File.SetLastWriteTimeUtc(Write(_maildrop.Aside, $"{i}", ""), Today.AddDays(-31).UtcDateTime);

        Assert.Equal(MaildropDirectory.ForgottenAtOnce, _maildrop.Forget(Today.AddDays(-30)));
        Assert.Equal(5, _maildrop.Forget(Today.AddDays(-30)));
    }

    [Fact]
    public void Where_nothing_was_ever_dropped_there_is_nothing_to_forget()
    {
        Directory.Delete(Path.GetDirectoryName(_maildrop.New)!, recursive: true);
        Assert.Equal(0, _maildrop.Forget(Today));
    }

    public void Dispose() => _directory.Dispose();

    private static string Write(string directory, string name, string content)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, content);
        return path;
    }

    private IEnumerable<string> Files() =>
        Directory.GetFiles(Path.GetDirectoryName(_maildrop.New)!, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.GetDirectoryName(_maildrop.New)!, path))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal).ThenBy(path => path, StringComparer.Ordinal);
}
