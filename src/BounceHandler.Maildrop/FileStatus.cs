using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BounceHandler.Maildrop;

/// <summary>Whose a file is, what may be done with it, and which file it is.</summary>
/// <param name="User">Numeric owner.</param>
/// <param name="Group">Numeric group.</param>
/// <param name="Mode">Type and permission bits, as in st_mode.</param>
/// <param name="Inode">Together with <paramref name="Device"/> it names the file whatever its path.</param>
/// <param name="Device">Major number in the upper, minor number in the lower half.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedSeconds">Last change of the contents, seconds since 1970 UTC.</param>
/// <param name="ModifiedNanoseconds">What comes on top of these seconds.</param>
public readonly record struct FileStatus(
    uint User, uint Group, ushort Mode, ulong Inode, ulong Device, long Size, long ModifiedSeconds, uint ModifiedNanoseconds = 0)
{
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicFields = 0x7ff;

    public bool IsDirectory => (Mode & 0xF000) == 0x4000;

    /// <summary>The nine permission bits and the three above them, for example octal 0700.</summary>
    public int Permissions => Mode & 0xFFF;

    public bool IsSameFileAs(FileStatus other) => Inode == other.Inode && Device == other.Device;

    /// <summary>Status of what the path leads to; links are followed unless told otherwise.</summary>
    /// <param name="path">Any path.</param>
    /// <param name="errno">0, or why there is no status: 2 it does not exist, 13 a directory on the way is closed to us.</param>
    /// <param name="followLinks">False: status of the link itself.</param>
    public static FileStatus? Of(string path, out int errno, bool followLinks = true) =>
        Query(Libc.CurrentDirectory, path, followLinks ? 0 : NoFollow, out errno);

    /// <summary>Status of what the path leads to, or null where it cannot be had.</summary>
    public static FileStatus? Of(string path) => Of(path, out _);

    /// <summary>Status of an open file, whatever has become of its path; null where it cannot be had.</summary>
    public static FileStatus? Of(SafeFileHandle file)
    {
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return Of((int)file.DangerousGetHandle());
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }

    internal static FileStatus? Of(int descriptor) => Query(descriptor, "", EmptyPath, out _);

    private static unsafe FileStatus? Query(int directory, string path, int flags, out int errno)
    {
        Libc.StatxBuffer buffer;
        if (Libc.Statx(directory, path, flags, BasicFields, &buffer) != 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }

        errno = 0;
        var device = ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor;
        return new FileStatus(buffer.User, buffer.Group, buffer.Mode, buffer.Inode, device, (long)buffer.Size, buffer.ModifiedSeconds, buffer.ModifiedNanoseconds);
    }
}
