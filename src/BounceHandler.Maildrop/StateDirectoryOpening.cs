using System.Globalization;
using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>The checks behind <see cref="StateDirectory.Open"/>: exists or can be made, is ours to write, is local, is private.</summary>
internal static class StateDirectoryOpening
{
    private const uint PrivateDirectory = 0x1C0; // octal 0700
    private const int OpenToOthers = 0x3F; // octal 0077

    public static StateDirectoryResult OpenExactly(string directory, bool created = false, string? fallbackReason = null)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var status = FileStatus.Of(path, out var errno);
        if (status is null && errno is Libc.Enoent or Libc.Enotdir)
        {
            if (TryCreate(path) is { } obstacle)
                return StateDirectoryResult.Refused($"State directory: {obstacle}; {Who(null)}: run `{StateDirectory.MendingLine(path)}`");
            created = true;
            status = FileStatus.Of(path, out errno);
        }

        if (Obstacle(path, status, errno) is { } reason)
            return StateDirectoryResult.Refused($"State directory {path} {reason}; {Who(status)}: run `{StateDirectory.MendingLine(path)}`");
        if (NetworkFileSystem.NameAt(path) is { } network)
            return StateDirectoryResult.Refused($"State directory {path} is on a network file system ({network}), where locks and fsync cannot be relied on: choose a local directory");
        return StateDirectoryResult.Opened(new StateDirectory(path, created, fallbackReason, MakePrivate(path, status!.Value)));
    }

    /// <summary>Creates a private directory and those above it.</summary>
    /// <returns>Null when it exists now, else the reason.</returns>
    public static string? TryCreate(string path)
    {
        if (Libc.MakeDirectory(path, PrivateDirectory) == 0)
            return null;
        var errno = Marshal.GetLastPInvokeError();
        // A parent that exists has nothing to do with it (/proc takes no directories): trying again would never end.
        if (errno == Libc.Enoent && Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent))
            return TryCreate(parent) ?? TryCreate(path);
        return errno == Libc.Eexist && Directory.Exists(path) ? null : Libc.Failure("create", path, errno).Message;
    }

    private static string? Obstacle(string path, FileStatus? status, int errno)
    {
        if (status is null)
            return $"cannot be reached ({Marshal.GetPInvokeErrorMessage(errno)})";
        if (!status.Value.IsDirectory)
            return "is not a directory";
        var usable = Libc.Access(Libc.CurrentDirectory, path, Libc.AccessRead | Libc.AccessWrite | Libc.AccessSearch, Libc.EffectiveAccess) == 0;
        return usable ? null : $"is not writable ({Marshal.GetLastPInvokeErrorMessage()})";
    }

    private static string Who(FileStatus? status)
    {
        var current = FileOwner.NameOfUser(FileOwner.CurrentUser);
        return status is not { } known
            ? $"current user {current}"
            : string.Create(CultureInfo.InvariantCulture, $"owner {new FileOwner(known.User, known.Group)}, mode {Octal(known)}, current user {current}");
    }

    // Only an empty directory is tightened: one that holds other things (/tmp, a log directory) serves others too.
    private static string? MakePrivate(string path, FileStatus status)
    {
        if ((status.Permissions & OpenToOthers) == 0)
            return null;
        var ours = status.User == FileOwner.CurrentUser && !Directory.EnumerateFileSystemEntries(path).Any();
        return ours && Libc.ChangeMode(path, PrivateDirectory) == 0
            ? null
            : $"State directory {path} has mode {Octal(status)} and is open to others: run `chmod 0700 {path}`";
    }

    private static string Octal(FileStatus status) => Convert.ToString(status.Permissions, 8).PadLeft(4, '0');
}
