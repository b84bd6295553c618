using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>
/// Which configuration file counts: the one named on the command line, else by $BOUNCEHANDLER_CONFIG, else `bouncehandler.json`
/// beside the executable, else below /etc, else none (built-in defaults).
/// </summary>
public sealed class ConfigurationPath
{
    public const string EnvironmentVariable = "BOUNCEHANDLER_CONFIG";
    public const string FileName = "bouncehandler.json";
    public const string SystemPath = "/etc/bouncehandler/bouncehandler.json";

    private ConfigurationPath(string? filePath, string? error, bool named) => (FilePath, Error, IsNamed) = (filePath, error, named);

    /// <summary>Absolute path of the file to read; null for built-in defaults or after an error.</summary>
    public string? FilePath { get; }

    /// <summary>Why no configuration can be used; null when all is well.</summary>
    public string? Error { get; }

    /// <summary>The operator named the file by option or environment variable.</summary>
    public bool IsNamed { get; }

    public bool IsBuiltIn => FilePath is null && Error is null;

    /// <summary>
    /// Finds the file. One that was named must exist; one that exists but cannot be read is an error and never means the next
    /// candidate, which would silently run another configuration than the operator wrote.
    /// </summary>
    /// <param name="option">Value of --config, null where it was not given.</param>
    /// <param name="environment">Reads an environment variable; an empty one counts as not set.</param>
    /// <param name="programDirectory">Directory of the executable; null for that of this process.</param>
    /// <param name="systemPath">The last candidate.</param>
    public static ConfigurationPath Resolve(
        string? option, Func<string, string?> environment, string? programDirectory = null, string systemPath = SystemPath)
    {
        if (option is not null)
            return Named(option, "--config");
        if (environment(EnvironmentVariable) is { Length: > 0 } variable)
            return Named(variable, "$" + EnvironmentVariable);
        var beside = Path.Combine(programDirectory ?? AppContext.BaseDirectory, FileName);
        return Found(beside) ?? Found(systemPath) ?? new ConfigurationPath(null, null, named: false);
    }

    private static ConfigurationPath Named(string path, string source)
    {
        if (path.Length == 0)
            return new ConfigurationPath(null, $"{source} is empty: give the path of a configuration file", named: true);
        var full = Path.GetFullPath(path);
        var error = Obstacle(full, out _);
        return new ConfigurationPath(error is null ? full : null, error is null ? null : $"{error} (named by {source})", named: true);
    }

    private static ConfigurationPath? Found(string path)
    {
        var error = Obstacle(path, out var missing);
        return missing ? null : new ConfigurationPath(error is null ? path : null, error, named: false);
    }

    private static string? Obstacle(string path, out bool missing)
    {
        var status = FileStatus.Of(path, out var errno);
        missing = errno is Libc.Enoent or Libc.Enotdir;
        if (status is null)
            return $"Configuration file {path}: {Marshal.GetPInvokeErrorMessage(errno)}";
        if (status.Value.IsDirectory)
            return $"Configuration file {path} is a directory";
        return Libc.Access(Libc.CurrentDirectory, path, Libc.AccessRead, Libc.EffectiveAccess) == 0
            ? null
            : $"Configuration file {path} cannot be read: {Marshal.GetLastPInvokeErrorMessage()}";
    }
}
