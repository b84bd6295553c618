using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>Reading and writing a Unix descriptor to the end, whatever interrupts it.</summary>
internal static unsafe class Descriptor
{
    private const short Readable = 1;
    private const short Writable = 4;

    /// <summary>Writes with as few write(2) calls as the system allows: one, unless it takes less than it was given.</summary>
    /// <param name="descriptor">Where to write.</param>
    /// <param name="content">What to write.</param>
    /// <param name="written">Bytes that went out, also when an error stopped the rest.</param>
    /// <returns>0, or the errno that stopped it.</returns>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> content, out int written)
    {
        written = 0;
        fixed (byte* start = content)
        {
            while (written < content.Length)
            {
                var count = Libc.Write(descriptor, start + written, (nuint)(content.Length - written));
                if (count > 0)
                {
                    written += (int)count;
                    continue;
                }

                var errno = Marshal.GetLastPInvokeError();
                if (errno == Libc.Eagain)
                    Wait(descriptor, Writable, Timeout.Infinite);
                else if (errno != Libc.Eintr)
                    return errno;
            }
        }

        return 0;
    }

    /// <summary>Reads what is there, waiting for it at most so long.</summary>
    /// <returns>Bytes read; 0 at the end; -1 after an error or in silence, with the errno (0 for silence).</returns>
    public static int Read(int descriptor, Span<byte> buffer, int silenceMilliseconds, out int errno)
    {
        errno = 0;
        fixed (byte* start = buffer)
        {
            while (true)
            {
                if (!Wait(descriptor, Readable, silenceMilliseconds))
                    return -1;
                var count = Libc.Read(descriptor, start, (nuint)buffer.Length);
                if (count >= 0)
                    return (int)count;
                errno = Marshal.GetLastPInvokeError();
                if (errno is not (Libc.Eintr or Libc.Eagain))
                    return -1;
            }
        }
    }

    // An interrupted or failing poll counts as ready: the call that follows says what is wrong.
    private static bool Wait(int descriptor, short events, int milliseconds)
    {
        var wanted = new Libc.PollDescriptor { Descriptor = descriptor, Events = events };
        return Libc.Poll(&wanted, 1, milliseconds) != 0;
    }
}
