using System.Runtime.InteropServices;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>What .NET has no call for.</summary>
internal static partial class Posix
{
    public const int SigHup = 1;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    public static bool IsRoot => geteuid() == 0;

    public static void Send(int process, int signal) => Assert.Equal(0, kill(process, signal));

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
