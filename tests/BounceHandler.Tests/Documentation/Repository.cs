using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BounceHandler.Tests.Documentation;

/// <summary>The files of this repository, and the program as it was built with the tests.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "bouncehandler");

    public static string Readme { get; } = Read("README.md");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>Runs the program with nothing on standard input.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        Run(new ProcessStartInfo(Program, arguments) { WorkingDirectory = Root });

    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>The text between a heading of the README and the next one of the same or a higher level.</summary>
    public static string Section(string heading)
    {
        var start = Readme.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no heading {heading}");
        var body = Readme[(start + heading.Length + 2)..];
        var end = Regex.Match(body, $"^#{{1,{heading.IndexOf(' ', StringComparison.Ordinal)}}} ", RegexOptions.Multiline);
        return end.Success ? body[..end.Index] : body;
    }

    /// <summary>The rows of the tables in a text, without heads: cells as written.</summary>
    public static List<string[]> Rows(string markdown) =>
        [.. TableRow().Matches(markdown).Select(row => row.Groups[1].Value.Split(" | ").Select(cell => cell.Trim()).ToArray())];

    /// <summary>The lines of the fenced blocks in one language, block by block.</summary>
    public static List<string[]> Blocks(string markdown, string language) =>
        [.. Regex.Matches(markdown, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>A log line without its time.</summary>
    public static string WithoutTime(string line) => Time().Replace(line, "");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BounceHandler.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }

    // Every documented row begins with a code span or a digit; heads do not.
    [GeneratedRegex(@"^\| ([`\d].*) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d\] ")]
    private static partial Regex Time();
}
