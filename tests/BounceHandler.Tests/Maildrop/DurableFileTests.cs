using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_file_is_replaced_whole_and_private()
    {
        var path = _directory.Write("a", "old and longer");
        DurableFile.Replace(path, "new"u8);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(0x180, FileStatus.Of(path)!.Value.Permissions);
        Assert.Equal([path], Directory.GetFiles(_directory.Root));
    }

    [Fact]
    public void A_temporary_name_that_is_taken_is_an_error_and_its_file_stays()
    {
        var taken = _directory.Write("tmp", "other");
        Assert.Equal(17, Assert.Throws<IOException>(() => DurableFile.Write(taken, _directory["a"], "x"u8)).HResult);
        Assert.Equal("other", File.ReadAllText(taken));
    }

    [Fact]
    public void A_rename_that_fails_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(_directory["a/b"]);
        Assert.Throws<IOException>(() => DurableFile.Write(_directory["tmp"], _directory["a"], "x"u8));
        Assert.False(File.Exists(_directory["tmp"]));
    }

    [Fact]
    public void A_directory_is_fsynced_and_a_missing_one_is_named()
    {
        DurableFile.FsyncDirectory(_directory.Root);
        var error = Assert.Throws<IOException>(() => DurableFile.FsyncDirectory(_directory["none"]));
        Assert.Contains(_directory["none"], error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();
}
