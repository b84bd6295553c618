using System.Runtime.InteropServices;
using System.Text;

namespace BounceHandler.Maildrop;

/// <summary>
/// Standard input, output and error as a mail server hands them out: perhaps closed, perhaps broken. Neither may end the
/// process or lead a message into a file.
/// </summary>
public static class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // Descriptors that were closed when the program started and that .NET's own start has taken since, for its random source or a pipe.
    private static readonly bool[] Taken = new bool[3];

    /// <summary>
    /// Opens /dev/null on each of the descriptors 0, 1 and 2 that is closed. Call it first in Main: the next file opened gets the
    /// lowest free number, and as number 1 or 2 it would receive what is meant for the console.
    /// </summary>
    public static void Ensure()
    {
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            var flags = Libc.Fcntl(descriptor, Libc.GetDescriptorFlags, 0);
            if (flags < 0 && Marshal.GetLastPInvokeError() == Libc.Ebadf)
                _ = Libc.Open("/dev/null", Libc.ReadWrite, 0);
            // What we were given has come through exec, so it cannot be marked to be closed there.
            Taken[descriptor] = flags >= 0 && (flags & Libc.CloseOnExecFlag) != 0;
        }

        // A reader that went away shall be an error of write(2), which we swallow, and not our end.
        _ = Libc.Signal(Libc.BrokenPipeSignal, Libc.IgnoreSignal);
    }

    /// <summary>True if standard input was closed when the program started: reading it would read some file of the runtime's own.</summary>
    public static bool InputIsClosed => Taken[0];

    /// <summary>Standard output as UTF-8 text; what cannot be written is dropped without an error.</summary>
    /// <param name="autoFlush">False for long results: the caller then flushes or disposes the writer.</param>
    public static TextWriter OpenOutput(bool autoFlush = true) => Open(1, autoFlush);

    /// <summary>Standard error as UTF-8 text; what cannot be written is dropped without an error.</summary>
    public static TextWriter OpenError() => Open(2, autoFlush: true);

    private static StreamWriter Open(int descriptor, bool autoFlush) =>
        new(Taken[descriptor] ? Stream.Null : new ConsoleStream(descriptor), Utf8) { AutoFlush = autoFlush, NewLine = "\n" };
}
