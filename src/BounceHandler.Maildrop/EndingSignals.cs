using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>
/// SIGTERM, SIGINT and SIGHUP for a program that is gone within milliseconds: it finishes what it does, and ends early only while it waits for somebody.
/// To hear signals takes a thread, and that a tenth of the time such a program runs.
/// </summary>
public static class EndingSignals
{
    private static readonly PosixSignal[] All = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    /// <summary>From now on they do nothing; by default they would end the program with a code that no mail server knows.</summary>
    public static void Ignore() => Handle(Libc.IgnoreSignal);

    /// <summary>From now on they end the program with a code.</summary>
    /// <param name="exitCode">The code.</param>
    public static void EndWith(int exitCode)
    {
        // A signal that is ignored would go on being ignored.
        Handle(Libc.DefaultSignal);
        foreach (var signal in All)
        {
            // Never disposed: they are heard until the end.
            _ = PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Environment.Exit(exitCode);
            });
        }
    }

    private static void Handle(nint handler)
    {
        foreach (var number in (ReadOnlySpan<int>)[Libc.TerminateSignal, Libc.InterruptSignal, Libc.HangUpSignal])
            _ = Libc.Signal(number, handler);
    }
}
