namespace BounceHandler.Commands;

/// <summary>
/// Which files a replay is about. The shell has usually expanded patterns; a quoted one, or one in a timer's unit file, is ours. Only the file name may be
/// a pattern.
/// </summary>
internal static class ReplayFiles
{
    /// <summary>What a file or a pattern leads to, in the order of the names; null if there is no such file.</summary>
    public static IReadOnlyList<string>? Find(string pattern)
    {
        if (File.Exists(pattern))
            return [pattern];
        if (!IsPattern(pattern) || !Directory.Exists(DirectoryOf(pattern)))
            return null;
        var names = new EnumerationOptions { MatchType = MatchType.Simple };
        return Directory.EnumerateFiles(DirectoryOf(pattern), Path.GetFileName(pattern), names).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } found
            ? found
            : null;
    }

    /// <summary>What several lead to. Returns what stands in the way of reading all of it, before anything is processed: half a replay is hard to tell from a whole one.</summary>
    public static string? FindAll(IEnumerable<string> patterns, out List<string> paths)
    {
        paths = [];
        foreach (var pattern in patterns)
        {
            if (Find(pattern) is not { } found)
                return $"No such file: {pattern}";
            paths.AddRange(found);
        }

        return paths.Select(Obstacle).FirstOrDefault(obstacle => obstacle is not null);
    }

    /// <summary>Opens files one after the other.</summary>
    public static IEnumerable<InputSource> Open(IEnumerable<string> paths) => paths.Select(path => new InputSource(path, new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan))
    {
        IsFile = true,
    });

    /// <summary>
    /// Why a file or a pattern can never lead to anything; null if it can. A file that is not there comes back when PowerMTA writes its next row, a
    /// directory that is not there is a mistake.
    /// </summary>
    public static string? Mistake(string pattern)
    {
        if (Directory.Exists(pattern))
            return $"{pattern} is a directory. Name its files: {Path.Combine(pattern, "*.csv")}";
        return Directory.Exists(DirectoryOf(pattern)) ? null : $"No such directory: {DirectoryOf(pattern)}";
    }

    private static string? Obstacle(string path)
    {
        try
        {
            Open([path]).Single().Stream.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static bool IsPattern(string path) => Path.GetFileName(path).AsSpan().IndexOfAny('*', '?') >= 0;

    private static string DirectoryOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
}
