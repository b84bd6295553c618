using System.Diagnostics;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>
/// A file system of a few megabytes, in a mount namespace of its own: as root, or as root of a user namespace. It is there for the commands that are run
/// with <see cref="Command"/>, and for the test below <see cref="Path"/>.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly Process _holder;
    private readonly string _mountPoint;

    private SmallDisk(Process holder, string mountPoint)
    {
        _holder = holder;
        _mountPoint = mountPoint;
    }

    /// <summary>Where the test finds what lies on it.</summary>
    public string Path => $"/proc/{_holder.Id}/root{_mountPoint}";

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Makes one. Where that is not allowed the test is skipped, or fails if all tools must be there.</summary>
    public static async Task<SmallDisk> MountAsync(string mountPoint, int megabytes)
    {
        Directory.CreateDirectory(mountPoint);
        string[] asRoot = Posix.IsRoot ? [] : ["--user", "--map-root-user"];
        var holder = Process.Start(new ProcessStartInfo("unshare", [.. asRoot, "--mount", "sh", "-c", $"mount -t tmpfs -o size={megabytes}m,mode=0700 none \"$0\" && echo mounted && exec cat", mountPoint])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) == "mounted")
            return new SmallDisk(holder, mountPoint);
        const string Reason = "unshare --mount is not allowed here: run the container with CAP_SYS_ADMIN";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BOUNCEHANDLER_ALL_TOOLS") == "1", Reason);
        throw new InvalidOperationException(Reason);
    }

    /// <summary>A command line that runs where the disk is mounted.</summary>
    public string[] Command(params string[] command)
    {
        string[] asRoot = Posix.IsRoot ? [] : ["--user", "--preserve-credentials"];
        return ["nsenter", $"--target={_holder.Id}", .. asRoot, "--mount", .. command];
    }

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Empty() => File.Delete(Ballast);

    /// <summary>Makes it read-only, or writable again.</summary>
    public async Task RemountAsync(string mode)
    {
        var command = Command("mount", "-o", "remount," + mode, _mountPoint);
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync(CancellationToken.None);
        _holder.Dispose();
    }
}
