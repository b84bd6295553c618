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
    private static readonly bool[] Foreign = new bool[3];

    /// <summary>False where standard input was closed: nothing will come.</summary>
    public static bool HasInput => !Foreign[0];

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
            else if (flags > 0 && (flags & Libc.ClosedByExec) != 0)
                // What we were started with is not closed by exec, so the runtime was quicker: it opens /dev/urandom before Main.
                Foreign[descriptor] = true;
        }

        // A reader that went away shall be an error of write(2), which we swallow, and not our end. So shall a limit on the size of files,
        // which is like a full disk: ended by its signal, we would leave with a code that no mail server knows.
        _ = Libc.Signal(Libc.BrokenPipeSignal, Libc.IgnoreSignal);
        _ = Libc.Signal(Libc.FileSizeSignal, Libc.IgnoreSignal);
    }

    /// <summary>Standard output as UTF-8 text; what cannot be written is dropped without an error.</summary>
    /// <param name="autoFlush">False for long results: the caller then flushes or disposes the writer.</param>
    public static TextWriter OpenOutput(bool autoFlush = true) => Open(1, autoFlush);

    /// <summary>Standard error as UTF-8 text; what cannot be written is dropped without an error.</summary>
    public static TextWriter OpenError() => Open(2, autoFlush: true);

    /// <summary>True once the reader of an output that was opened here has gone, as <c>head</c> does: whoever writes a long list may stop.</summary>
    public static bool HasLostReader(TextWriter output) => output is StreamWriter { BaseStream: ConsoleStream { HasLostReader: true } };

    private static StreamWriter Open(int descriptor, bool autoFlush) => Foreign[descriptor]
        ? StreamWriter.Null
        : new(new ConsoleStream(descriptor), Utf8) { AutoFlush = autoFlush, NewLine = "\n" };
}
