using System.Diagnostics;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Lock => _directory["lock"];

    [Fact]
    public void One_holder_excludes_every_other_until_it_lets_go()
    {
        using (var held = FileLock.TryExclusive(Lock))
        {
            Assert.NotNull(held);
            Assert.Null(FileLock.TryExclusive(Lock));
            Assert.Null(FileLock.Shared(Lock));
            Assert.True(FileLock.IsHeld(Lock));
            Assert.True(FileLock.IsHeldExclusively(Lock));
        }

        Assert.False(FileLock.IsHeld(Lock));
        using var next = FileLock.TryExclusive(Lock);
        Assert.NotNull(next);
    }

    [Fact]
    public void Any_number_may_wait_together_and_are_seen_waiting()
    {
        using var one = FileLock.Shared(Lock);
        using var two = FileLock.Shared(Lock);
        Assert.NotNull(one);
        Assert.NotNull(two);
        Assert.True(FileLock.IsHeld(Lock));
        Assert.False(FileLock.IsHeldExclusively(Lock));
        Assert.Null(FileLock.TryExclusive(Lock));
    }

    [Theory]
    [InlineData("--exclusive", true)]
    [InlineData("--shared", false)]
    public void Another_process_holds_it_until_it_dies(string mode, bool exclusive)
    {
        using var other = Process.Start(new ProcessStartInfo("flock", [mode, Lock, "sh", "-c", "echo held; exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", other.StandardOutput.ReadLine());
        Assert.True(FileLock.IsHeld(Lock));
        Assert.Equal(exclusive, FileLock.IsHeldExclusively(Lock));
        Assert.Null(FileLock.TryExclusive(Lock));

        other.Kill(entireProcessTree: true);
        other.WaitForExit();
        // Its child shares the lock and dies a moment later.
        Assert.True(SpinWait.SpinUntil(() => FileLock.TryExclusive(Lock) is { } taken && Dispose(taken), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Our_lock_is_seen_by_another_process()
    {
        using var held = FileLock.TryExclusive(Lock);
        Assert.Equal(1, ExitCodeOf("flock", "--nonblock", Lock, "true"));
        held!.Dispose();
        Assert.Equal(0, ExitCodeOf("flock", "--nonblock", Lock, "true"));
    }

    [Fact]
    public void A_lock_that_was_never_taken_is_free_and_asking_creates_nothing()
    {
        Assert.False(FileLock.IsHeld(Lock));
        Assert.False(FileLock.IsHeldExclusively(_directory["none/lock"]));
        Assert.False(File.Exists(Lock));
    }

    public void Dispose() => _directory.Dispose();

    private static int ExitCodeOf(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static bool Dispose(FileLock taken)
    {
        taken.Dispose();
        return true;
    }
}
