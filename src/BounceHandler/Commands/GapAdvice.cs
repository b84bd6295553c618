using System.Globalization;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>What the operator is told about a run that did not read its input to the end, and the command that closes the gap.</summary>
internal static class GapAdvice
{
    // The companion files of config/powermta.conf.
    private static readonly string[] Shipped = ["/var/log/pmta/bounce.csv", "/var/log/pmta/fbl.csv", "/var/log/pmta/done/*.csv"];

    /// <summary>When it was, and how far it had come.</summary>
    public static string What(RunGap gap) =>
        $"started {StatusCommand.Local(gap.Started)}, {(gap.LastRecord is { } last ? $"last record {StatusCommand.Local(last)}" : "no record noted")}"
        + (gap.Accepted is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", at least {bytes} bytes accepted") : "");

    /// <summary>The command for the files that have been replayed before, or else for those of the shipped configuration.</summary>
    /// <param name="names">Absolute paths of files that have been replayed.</param>
    public static string Remedy(IReadOnlyList<string> names)
    {
        var known = names.GroupBy(name => Path.GetDirectoryName(name) ?? "/", StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.First() : Path.Combine(group.Key, Pattern([.. group]))).ToList();
        return "bouncehandler replay --continue " + string.Join(' ', (known.Count > 0 ? known : [.. Shipped]).Select(Quote));
    }

    private static string Pattern(IReadOnlyList<string> names)
    {
        var extension = Path.GetExtension(names[0]);
        return names.All(name => Path.GetExtension(name) == extension) ? "*" + extension : "*";
    }

    // For a shell: the names are files on somebody's disk.
    private static string Quote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
