using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>
/// A lock between processes: flock(2) on a file that is never deleted. The kernel frees it when its holder dies. Dispose frees it.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int WouldBlock = 11;
    private const uint PrivateFile = 0x180; // octal 0600

    // A probe holds the lock for microseconds; whoever meets one must not take it for a holder.
    private const int Tries = 4;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(3);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock for this process alone, or returns null where anybody else holds it. Waits about 10 ms at most.</summary>
    /// <exception cref="IOException">The file cannot be created or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not write it.</exception>
    public static FileLock? TryExclusive(string path)
    {
        for (var left = Tries; ; left--)
        {
            if (TryOpen(path, FileAccess.ReadWrite, FileShare.None) is { } taken)
                return taken;
            if (left == 1)
                return null;
            Thread.Sleep(BetweenTries);
        }
    }

    /// <summary>Takes the lock together with any number of others, or returns null where one process holds it alone.</summary>
    /// <inheritdoc cref="TryExclusive"/>
    public static FileLock? Shared(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    /// <summary>True while any process holds the lock, alone or shared; false also where the file does not exist.</summary>
    /// <exception cref="IOException">We may not open it; HResult is the errno.</exception>
    public static bool IsHeld(string path) => Probe(path, Libc.ReadWrite, Libc.LockAlone);

    /// <summary>
    /// True while a process holds the lock alone; false also where the file does not exist. Any number of processes may ask at
    /// once without one taking another for the holder.
    /// </summary>
    /// <inheritdoc cref="IsHeld"/>
    public static bool IsHeldExclusively(string path) => Probe(path, Libc.ReadOnly, Libc.LockShared);

    public void Dispose() => _file.Dispose();

    // Without FileStream, which tells a held lock by an exception: each unsubscribe mail asks.
    private static bool Probe(string path, int access, int operation)
    {
        var descriptor = Libc.Open(path, access | Libc.CloseOnExec, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() is Libc.Enoent or Libc.Enotdir ? false : throw Libc.Failure("open", path);
        try
        {
            while (Libc.Lock(descriptor, operation | Libc.LockWithoutWaiting) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == Libc.Eagain)
                    return true;
                if (error != Libc.Eintr)
                    throw Libc.Failure("lock", path, error);
            }

            return false;
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static FileLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        EnsureExists(path);
        try
        {
            return new FileLock(new FileStream(path, FileMode.Open, access, share, bufferSize: 0));
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    private static void EnsureExists(string path)
    {
        if (File.Exists(path))
            return;
        var descriptor = Libc.Open(path, Libc.WriteOnly | Libc.Create | Libc.CloseOnExec, PrivateFile);
        if (descriptor < 0)
            throw Libc.Failure("create", path);
        _ = Libc.Close(descriptor);
        FileOwner.GiveToOwnerOf(path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
