namespace BounceHandler.EndToEnd.Harness;

/// <summary>
/// Commands without the powers of root, to whom no permission is denied. Where the tests run as somebody else, they are that somebody.
/// </summary>
internal static class Unprivileged
{
    private const UnixFileMode Readable = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    /// <summary>The command line of bouncehandler, run by nobody in a directory that is open to everybody from now on.</summary>
    public static string[] BounceHandler(TestDirectory directory, params string[] arguments)
    {
        File.SetUnixFileMode(directory.Root, Everybody);
        File.SetUnixFileMode(directory.Work, Everybody);
        return [.. Posix.IsRoot ? AsNobody : [], Program(directory), .. arguments];
    }

    /// <summary>The same on a machine on which nothing of bouncehandler is installed, whatever is installed on this one.</summary>
    public static string[] BounceHandlerOnFreshMachine(TestDirectory directory, params string[] arguments)
    {
        var command = BounceHandler(directory, arguments);
        if (Posix.IsRoot)
            return ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o ro none /var/lib && mount -t tmpfs -o ro none /var/log && exec \"$0\" \"$@\"", .. command];
        Assert.SkipWhen(Directory.Exists("/var/lib/bouncehandler"), "This machine has a state directory that nobody else may write.");
        return command;
    }

    // Published programs may lie in a directory that only root can search.
    private static string Program(TestDirectory directory)
    {
        var program = Binaries.BounceHandler;
        if (!Posix.IsRoot || IsReadable(program))
            return program;
        var copy = directory.In("bin");
        var copied = Path.Combine(copy, Path.GetFileName(program));
        if (File.Exists(copied))
            return copied;
        Directory.CreateDirectory(copy);
        File.SetUnixFileMode(copy, Everybody);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(program)!))
        {
            if (Path.GetExtension(file) != ".dbg")
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copied;
    }

    private static bool IsReadable(string path)
    {
        for (string? part = path; part is not null; part = Path.GetDirectoryName(part))
        {
            if ((File.GetUnixFileMode(part) & Readable) != Readable)
                return false;
        }

        return true;
    }
}
