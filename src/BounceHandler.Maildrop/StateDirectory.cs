namespace BounceHandler.Maildrop;

/// <summary>The private directory (mode 0700) that holds everything the two programs remember. Open it with <see cref="Open"/>.</summary>
/// <param name="DirectoryPath">Absolute path.</param>
/// <param name="Created">It did not exist before.</param>
/// <param name="FallbackReason">Why it is not the default directory, in words for the log; null where it is the one asked for.</param>
/// <param name="Warning">Something the operator should mend, in words for the log; or null.</param>
public sealed record StateDirectory(string DirectoryPath, bool Created, string? FallbackReason, string? Warning)
{
    /// <summary>Where the state lies when the configuration does not say.</summary>
    public const string DefaultPath = "/var/lib/bouncehandler";

    /// <summary>Held by the one process that dispatches for this directory.</summary>
    public string DispatcherLockPath => Path.Combine(DirectoryPath, "dispatcher.lock");

    /// <summary>Where unsubscribe mails wait.</summary>
    public MaildropDirectory Maildrop => new(this);

    /// <summary>
    /// Finds the directory, creates it where needed, and makes sure that it can be written and is local.
    /// </summary>
    /// <param name="configured">`stateDirectory` of the configuration; null where it is not set.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="defaultPath">Taken when nothing is configured.</param>
    public static StateDirectoryResult Open(
        string? configured, Func<string, string?> environment, string defaultPath = DefaultPath)
    {
        if (configured is not null)
            return StateDirectoryOpening.OpenExactly(configured);
        FileStatus.Of(defaultPath, out var errno);
        if (errno is not (Libc.Enoent or Libc.Enotdir))
            return StateDirectoryOpening.OpenExactly(defaultPath);
        if (StateDirectoryOpening.TryCreate(defaultPath) is not { } obstacle)
            return StateDirectoryOpening.OpenExactly(defaultPath, created: true);
        if (FallbackPath(environment) is not { } fallback)
            return StateDirectoryResult.Refused($"{obstacle}, and neither XDG_STATE_HOME nor HOME says where else: run `{MendingLine(defaultPath)}`");
        var reason = $"{obstacle}: the state lies in {fallback}; `{MendingLine(defaultPath)}` makes the usual place";
        var result = StateDirectoryOpening.OpenExactly(fallback, fallbackReason: reason);
        return result.IsOpen
            ? result
            : StateDirectoryResult.Refused($"{obstacle}: run `{MendingLine(defaultPath)}`; its substitute failed too: {result.Error}");
    }

    /// <summary>
    /// Creates a private directory below this one if it is missing, durably; as root it then belongs to the owner of this one.
    /// </summary>
    /// <exception cref="IOException">It can neither be created nor does it exist.</exception>
    public string Ensure(string relativePath)
    {
        var path = Path.Combine(DirectoryPath, relativePath);
        if (Directory.Exists(path))
            return path;
        if (StateDirectoryOpening.TryCreate(path) is { } obstacle)
            throw new IOException(obstacle);
        FileOwner.GiveToOwnerOf(path, DirectoryPath);
        DurableFile.FsyncDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    internal static string MendingLine(string path) => $"install -d -o pmta -g pmta -m 0700 {path}";

    // The XDG base directory specification: a relative path counts as not set.
    private static string? FallbackPath(Func<string, string?> environment)
    {
        if (environment("XDG_STATE_HOME") is { } state && Path.IsPathFullyQualified(state))
            return Path.Combine(state, "bouncehandler");
        return environment("HOME") is { } home && Path.IsPathFullyQualified(home)
            ? Path.Combine(home, ".local", "state", "bouncehandler")
            : null;
    }
}
