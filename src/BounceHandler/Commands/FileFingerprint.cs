using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace BounceHandler.Commands;

/// <summary>
/// Tells a file whose beginning has been read from another one that got its inode, or that was written anew: from a bounded number of bytes, those at the
/// beginning and those just before the offset.
/// </summary>
internal static class FileFingerprint
{
    /// <summary>Bytes at either end.</summary>
    public const int Window = 4096;

    /// <summary>The fingerprint of the first <paramref name="offset"/> bytes; null where the file is shorter.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="offset">Bytes that have been read, 0 or more.</param>
    /// <param name="endsLine">The last of them is a line feed, or there is none.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[]? Of(SafeFileHandle file, long offset, out bool endsLine)
    {
        endsLine = offset == 0;
        var length = (int)Math.Min(offset, Window);
        var windows = new byte[2 * length];
        if (!TryRead(file, windows.AsSpan(0, length), 0) || !TryRead(file, windows.AsSpan(length), offset - length))
            return null;
        endsLine |= length > 0 && windows[^1] == (byte)'\n';
        return SHA256.HashData(windows);
    }

    private static bool TryRead(SafeFileHandle file, Span<byte> target, long at)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(file, target, at);
            if (read == 0)
                return false;
            target = target[read..];
            at += read;
        }

        return true;
    }
}
