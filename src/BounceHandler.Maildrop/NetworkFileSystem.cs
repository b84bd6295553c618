namespace BounceHandler.Maildrop;

/// <summary>Recognises file systems on which locks and fsync do not hold what they promise. Numbers: linux/magic.h, statfs(2).</summary>
public static class NetworkFileSystem
{
    private const long Fuse = 0x65735546;

    private static readonly (long Type, string Name)[] Kernel =
    [
        (0x6969, "nfs"), (0xFF534D42, "cifs"), (0xFE534D42, "smb2"), (0x517B, "smb"), (0x564C, "ncp"), (0x01021997, "9p"),
        (0x5346414F, "afs"), (0x6B414653, "afs"), (0x73757245, "coda"), (0x00C36400, "ceph"), (0x0BD00BD0, "lustre"),
        (0x47504653, "gpfs"), (0x7461636F, "ocfs2"), (0x01161970, "gfs2"),
    ];

    private static readonly string[] InUserSpace =
    [
        "sshfs", "glusterfs", "ceph", "s3fs", "rclone", "gcsfuse", "goofys", "davfs", "curlftpfs", "mfs", "juicefs", "smbnetfs", "lustre",
    ];

    /// <summary>Name of the network file system that holds the path, or null where it is a local one or cannot be told.</summary>
    /// <param name="path">An existing path.</param>
    public static unsafe string? NameAt(string path)
    {
        Libc.StatfsBuffer buffer;
        if (Libc.StatFileSystem(path, &buffer) != 0)
            return null;
        var type = buffer.Type & 0xFFFFFFFF;
        foreach (var (known, name) in Kernel)
        {
            if (known == type)
                return name;
        }

        return type == Fuse ? FuseNameAt(Path.GetFullPath(path), File.ReadLines("/proc/self/mountinfo")) : null;
    }

    /// <summary>
    /// All FUSE file systems share one number, and some are local, so the mount table decides: mount point is the fifth field, the
    /// type follows " - " (proc_pid_mountinfo(5)).
    /// </summary>
    internal static string? FuseNameAt(string path, IEnumerable<string> mountTable)
    {
        var (longest, name) = (-1, (string?)null);
        foreach (var line in mountTable)
        {
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 5 || separator + 1 >= fields.Length)
                continue;
            var mountPoint = fields[4].TrimEnd('/');
            var holdsPath = path.StartsWith(mountPoint, StringComparison.Ordinal)
                && (path.Length == mountPoint.Length || path[mountPoint.Length] == '/');
            if (holdsPath && mountPoint.Length >= longest)
                (longest, name) = (mountPoint.Length, fields[separator + 1]);
        }

        var kind = name is { } full && full.StartsWith("fuse.", StringComparison.Ordinal) ? full["fuse.".Length..] : null;
        return kind is not null && Array.Exists(InUserSpace, n => kind.StartsWith(n, StringComparison.OrdinalIgnoreCase)) ? name : null;
    }
}
