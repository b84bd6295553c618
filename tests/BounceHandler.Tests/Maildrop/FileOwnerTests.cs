using System.Diagnostics;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class FileOwnerTests : IDisposable
{
    private const uint Daemon = 1;
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Known_users_have_names_and_others_numbers()
    {
        Assert.Equal("root:root", new FileOwner(0, 0).ToString());
        Assert.Equal("3999999999", FileOwner.NameOfUser(3_999_999_999));
    }

    [Fact]
    public void Root_gives_everything_below_the_state_directory_to_its_owner()
    {
        Assert.SkipUnless(FileOwner.RunningAsRoot, "only root can give files away");
        using (var chown = Process.Start("chown", ["1:1", _directory.Root]))
            chown.WaitForExit();
        var state = StateDirectory.Open(_directory.Root, _ => null).Directory!;
        var drop = DropFile.Write(state.Maildrop, new Drop { Time = DateTimeOffset.UnixEpoch, To = "a" }, new Random(1));
        using var taken = FileLock.TryExclusive(state.DispatcherLockPath);
        using var log = new AppendOnlyFileStream(_directory["log"]);
        foreach (var path in new[] { drop, state.Maildrop.New, state.Maildrop.Corrupt, state.DispatcherLockPath, log.FilePath })
            Assert.Equal(new FileOwner(Daemon, Daemon), FileOwner.Of(path));
    }

    public void Dispose() => _directory.Dispose();
}
