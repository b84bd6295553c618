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

    private static bool IsPattern(string path) => Path.GetFileName(path).AsSpan().IndexOfAny('*', '?') >= 0;

    private static string DirectoryOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
}
