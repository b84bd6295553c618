using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace BounceHandler.Maildrop;

/// <summary>
/// Starts a program that outlives us: own session, standard streams on /dev/null, working directory `/`, none of our descriptors,
/// signals as by default. Nobody waits for it; init collects it once we are gone.
/// </summary>
public static unsafe partial class DetachedProcess
{
    private const short NewSession = 0x80;
    private const short DefaultSignals = 0x04;
    private const short SignalMask = 0x08;

    // posix_spawnattr_t is 336 bytes, posix_spawn_file_actions_t 80, sigset_t 128 in glibc and musl on 64-bit Linux.
    private const int OpaqueSize = 512;
    private const int SignalSetSize = 128;
    private const int HighestInherited = 255;

    /// <summary>Starts the program.</summary>
    /// <param name="program">Absolute path.</param>
    /// <param name="arguments">Without the program's name.</param>
    /// <returns>Null when it runs, else the reason.</returns>
    public static string? Start(string program, IReadOnlyList<string> arguments)
    {
        KeepDescriptorsToOurselves();
        var attributes = stackalloc byte[OpaqueSize];
        var actions = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[SignalSetSize];
        _ = InitAttributes(attributes);
        _ = InitActions(actions);
        try
        {
            // An ignored SIGPIPE would be inherited; the runtime ignores it.
            new Span<byte>(signals, SignalSetSize).Clear();
            _ = SetSignalMask(attributes, signals);
            new Span<byte>(signals, SignalSetSize).Fill(0xff);
            _ = SetDefaultSignals(attributes, signals);
            _ = SetFlags(attributes, NewSession | DefaultSignals | SignalMask);
            for (var descriptor = 0; descriptor <= 2; descriptor++)
                _ = AddOpen(actions, descriptor, "/dev/null", Libc.ReadWrite, 0);
            _ = AddChangeDirectory(actions, "/");
            var errno = Spawn(program, actions, attributes, arguments);
            return errno == 0 ? null : $"Cannot start {program}: {Marshal.GetPInvokeErrorMessage(errno)}";
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    // Our caller may have left descriptors open in us: a pipe whose end it waits for, or a lock.
    private static void KeepDescriptorsToOurselves()
    {
        for (var descriptor = 3; descriptor <= HighestInherited; descriptor++)
            _ = Libc.Fcntl(descriptor, Libc.SetDescriptorFlags, Libc.ClosedByExec);
    }

    private static int Spawn(string program, byte* actions, byte* attributes, IReadOnlyList<string> arguments)
    {
        var variables = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables.Add($"{variable.Key}={variable.Value}");
        var argv = Strings([program, .. arguments]);
        var envp = Strings(variables);
        try
        {
            int child;
            return PosixSpawn(&child, program, actions, attributes, argv, envp);
        }
        finally
        {
            Free(argv);
            Free(envp);
        }
    }

    private static byte** Strings(List<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(texts[i]);
            array[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(array[i], bytes.Length));
        }

        return array;
    }

    private static void Free(byte** strings)
    {
        for (var i = 0; strings[i] is not null; i++)
            NativeMemory.Free(strings[i]);
        NativeMemory.Free(strings);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(int* process, string program, byte* actions, byte* attributes, byte** argv, byte** envp);
}
