using System.Runtime.Versioning;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

[SupportedOSPlatform("linux")]
public sealed class StateDirectoryTests : IDisposable
{
    private const int Private = 0x1C0; // octal 0700
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_configured_directory_is_created_private_with_those_above_it()
    {
        var state = Open(_directory["a/b"]).Directory!;
        Assert.True(state.Created);
        Assert.Null(state.FallbackReason);
        Assert.Null(state.Warning);
        Assert.Equal(Private, FileStatus.Of(_directory["a/b"])!.Value.Permissions);
        Assert.False(Open(_directory["a/b/"]).Directory!.Created);
    }

    [Fact]
    public void An_empty_directory_of_ours_is_tightened()
    {
        Directory.CreateDirectory(_directory["a"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        Assert.Null(Open(_directory["a"]).Directory!.Warning);
        Assert.Equal(Private, FileStatus.Of(_directory["a"])!.Value.Permissions);
    }

    [Fact]
    public void A_directory_that_others_use_keeps_its_mode_and_is_warned_about()
    {
        Directory.CreateDirectory(_directory["a"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        _directory.Write("a/theirs", "");
        Assert.Contains($"chmod 0700 {_directory["a"]}", Open(_directory["a"]).Directory!.Warning, StringComparison.Ordinal);
        Assert.Equal(Private | 0x20, FileStatus.Of(_directory["a"])!.Value.Permissions);
    }

    [Theory]
    [InlineData("file", "is not a directory")]
    [InlineData("file/below", "Not a directory")]
    [InlineData("loop", "Too many levels")]
    public void What_cannot_be_used_is_refused_with_everything_needed_to_mend_it(string name, string reason)
    {
        _directory.Write("file", "");
        File.CreateSymbolicLink(_directory["loop"], _directory["loop"]);
        var result = Open(_directory[name]);
        Assert.False(result.IsOpen);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Contains($"current user {Environment.UserName}", result.Error, StringComparison.Ordinal);
        Assert.EndsWith($"run `install -d -o pmta -g pmta -m 0700 {_directory[name]}`", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_owner_and_mode_of_what_is_in_the_way_are_named()
    {
        _directory.Write("file", "");
        File.SetUnixFileMode(_directory["file"], UnixFileMode.UserRead);
        Assert.Contains($"owner {FileOwner.Of(_directory["file"])}, mode 0400", Open(_directory["file"]).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("XDG_STATE_HOME", "bouncehandler")]
    [InlineData("HOME", ".local/state/bouncehandler")]
    public void A_default_that_cannot_be_created_gives_way_to_the_users_own(string variable, string expected)
    {
        _directory.Write("file", "");
        var state = Open(null, name => name == variable ? _directory["home"] : null, _directory["file/state"]).Directory!;
        Assert.Equal(Path.Combine(_directory["home"], expected), state.DirectoryPath);
        Assert.Contains(state.DirectoryPath, state.FallbackReason, StringComparison.Ordinal);
        Assert.True(state.Created);
    }

    [Fact]
    public void A_default_that_can_be_created_or_exists_is_used()
    {
        Assert.True(Open(null, _ => _directory["home"], _directory["state"]).Directory!.Created);
        var again = Open(null, _ => _directory["home"], _directory["state"]).Directory!;
        Assert.Equal((_directory["state"], false, null), (again.DirectoryPath, again.Created, again.FallbackReason));
    }

    [Fact]
    public void A_default_that_exists_but_cannot_be_used_is_an_error_and_not_a_reason_to_look_elsewhere()
    {
        _directory.Write("file", "");
        Assert.Contains("is not a directory", Open(null, _ => _directory["home"], _directory["file"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_home_there_is_nowhere_to_go()
    {
        _directory.Write("file", "");
        Assert.Contains("HOME", Open(null, _ => null, _directory["file/state"]).Error, StringComparison.Ordinal);
        Assert.False(Open(null, _ => "relative", _directory["file/state"]).IsOpen);
    }

    [Fact]
    public void When_neither_place_can_be_used_the_usual_one_is_named_first()
    {
        _directory.Write("file", "");
        var error = Open(null, _ => _directory["file"], _directory["file/state"]).Error;
        Assert.Contains($"run `install -d -o pmta -g pmta -m 0700 {_directory["file/state"]}`; its substitute", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_below_is_private_too()
    {
        var path = Open(_directory["a"]).Directory!.Ensure("below");
        Assert.Equal(Private, FileStatus.Of(path)!.Value.Permissions);
    }

    [Theory]
    [InlineData("/data/mail", "fuse.sshfs")]
    [InlineData("/data", null)]
    [InlineData("/data/mailbox", null)]
    [InlineData("/over/lay", null)]
    [InlineData("/elsewhere", null)]
    public void A_mount_in_user_space_is_judged_by_its_name(string path, string? expected)
    {
        string[] table =
        [
            "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw", "40 22 0:50 / /data rw - fuse.mergerfs x rw",
            "41 22 0:51 / /data/mail rw,nosuid shared:2 master:3 - fuse.sshfs host:/x rw", "42 22 0:52 / /over rw - fuse.fuse-overlayfs x rw", "broken",
        ];
        Assert.Equal(expected, NetworkFileSystem.FuseNameAt(path, table));
    }

    [Fact]
    public void A_local_file_system_is_none_of_the_network() => Assert.Null(NetworkFileSystem.NameAt("/proc"));

    public void Dispose() => _directory.Dispose();

    private static StateDirectoryResult Open(string? configured, Func<string, string?>? environment = null, string defaultPath = "/nonexistent") =>
        StateDirectory.Open(configured, environment ?? (_ => null), defaultPath);
}
