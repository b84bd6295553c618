using System.Globalization;
using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>
/// Files that are either wholly there after a power loss or not there at all: written under another name, fsynced, renamed, and
/// the directory fsynced. Files are private (mode 0600).
/// </summary>
public static class DurableFile
{
    private const uint PrivateFile = 0x180; // octal 0600

    /// <summary>Writes a file that does not exist yet, or replaces one.</summary>
    /// <param name="temporaryPath">Where it is written first; must not exist; same file system as <paramref name="path"/>.</param>
    /// <param name="path">Its name when it is complete.</param>
    /// <param name="content">The whole contents.</param>
    /// <param name="owner">Who shall own it when we run as root; null leaves it to whoever runs us.</param>
    /// <exception cref="IOException">It could not be made durable; HResult is the errno. The temporary file is gone again.</exception>
    public static void Write(string temporaryPath, string path, ReadOnlySpan<byte> content, FileOwner? owner = null)
    {
        WriteTemporary(temporaryPath, content, owner);
        if (Libc.Rename(temporaryPath, path) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            _ = Libc.Unlink(temporaryPath);
            throw Libc.Failure("rename to", path, errno);
        }

        FsyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Replaces a file by way of a temporary one beside it.</summary>
    /// <inheritdoc cref="Write"/>
    public static void Replace(string path, ReadOnlySpan<byte> content, FileOwner? owner = null)
    {
        var temporaryPath = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
        _ = Libc.Unlink(temporaryPath); // left by a process that had our number and died
        Write(temporaryPath, path, content, owner);
    }

    /// <summary>Makes the names in a directory durable: without it a renamed file may be lost with the power.</summary>
    /// <exception cref="IOException">HResult is the errno.</exception>
    public static void FsyncDirectory(string path)
    {
        var descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec, 0);
        if (descriptor < 0)
            throw Libc.Failure("open directory", path);
        try
        {
            if (Libc.Fsync(descriptor) != 0)
                throw Libc.Failure("fsync directory", path);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static void WriteTemporary(string path, ReadOnlySpan<byte> content, FileOwner? owner)
    {
        var descriptor = Libc.Open(path, Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.CloseOnExec, PrivateFile);
        if (descriptor < 0)
            throw Libc.Failure("create", path);
        var complete = false;
        try
        {
            owner?.Take(descriptor, path);
            var errno = Descriptor.WriteAll(descriptor, content, out _);
            if (errno != 0)
                throw Libc.Failure("write", path, errno);
            if (Libc.Fsync(descriptor) != 0)
                throw Libc.Failure("fsync", path);
            complete = true;
        }
        finally
        {
            // A failing close reports nothing that fsync has not.
            _ = Libc.Close(descriptor);
            if (!complete)
                _ = Libc.Unlink(path);
        }
    }
}
