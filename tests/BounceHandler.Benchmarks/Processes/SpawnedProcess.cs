using System.Runtime.InteropServices;
using System.Text;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>
/// Starts a program as a mail server does, with posix_spawn(3), and waits for it: <see cref="System.Diagnostics.Process"/> takes half a millisecond of a
/// processor for each start, which would be measured along.
/// </summary>
internal static unsafe partial class SpawnedProcess
{
    // posix_spawn_file_actions_t is 80 bytes in glibc and musl on 64-bit Linux.
    private const int OpaqueSize = 512;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Absolute path.</param>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="input">File to be its standard input.</param>
    /// <exception cref="InvalidOperationException">It could not be started, or its exit code was not 0.</exception>
    public static void Run(string program, IReadOnlyList<string> arguments, string input)
    {
        var actions = stackalloc byte[OpaqueSize];
        _ = InitActions(actions);
        _ = AddOpen(actions, 0, input, 0, 0);
        var argv = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Count + 2, (nuint)sizeof(byte*));
        byte* none = null;
        try
        {
            argv[0] = Text(program);
            for (var i = 0; i < arguments.Count; i++)
                argv[i + 1] = Text(arguments[i]);
            int child, status;
            if (Spawn(&child, program, actions, 0, argv, &none) is var error and not 0)
                throw new InvalidOperationException($"{program}: {Marshal.GetPInvokeErrorMessage(error)}");
            if (WaitFor(child, &status, 0) != child || status != 0)
                throw new InvalidOperationException($"{program} ended with status {status}.");
        }
        finally
        {
            for (var i = 0; argv[i] is not null; i++)
                NativeMemory.Free(argv[i]);
            NativeMemory.Free(argv);
            _ = DestroyActions(actions);
        }
    }

    private static byte* Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var native = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(native, bytes.Length));
        return native;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* child, string program, byte* actions, nint attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitFor(int child, int* status, int options);
}
