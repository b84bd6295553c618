using System.Text.RegularExpressions;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The log's lines about changes on lists.</summary>
internal static partial class ChangeLines
{
    /// <summary>Without their times.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> lines) =>
        [.. lines.Where(line => Change().IsMatch(line)).Select(line => line[line.IndexOf(']', StringComparison.Ordinal)..])];

    [GeneratedRegex(@"\] +(mailwizz|interspire|suppressions): .* -> [a-z]+ rule=[ -~]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Change();
}
