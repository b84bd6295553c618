using System.ComponentModel;
using System.Diagnostics;

namespace BounceHandler.Statistics.Rrd;

/// <summary>What a run of rrdtool said.</summary>
/// <param name="IsOk">It ended with 0.</param>
/// <param name="Output">Standard output, cut to <see cref="RrdTool.MostOutput"/> characters.</param>
/// <param name="Error">Why it failed, one line; empty if it did not.</param>
public sealed record RrdAnswer(bool IsOk, string Output, string Error);

/// <summary>The program <c>rrdtool</c>. It is given its arguments one by one, without a shell, and never our standard input.</summary>
public sealed class RrdTool
{
    /// <summary>Characters of output that are kept; the rest is read and dropped.</summary>
    public const int MostOutput = 512 * 1024;

    /// <summary>How long one run may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] UsualPlaces = ["/usr/bin", "/usr/local/bin", "/opt/rrdtool/bin"];

    private RrdTool(string program) => Program = program;

    /// <summary>Its absolute path.</summary>
    public string Program { get; }

    /// <summary>Looks for it in the directories of <c>PATH</c> and the usual places; never in the working directory.</summary>
    /// <param name="searchPath">Value of <c>PATH</c>; null if there is none.</param>
    /// <returns>Null if it is not installed.</returns>
    public static RrdTool? Find(string? searchPath) => FindIn([.. (searchPath ?? "").Split(':'), .. UsualPlaces]);

    /// <summary>Looks for it in some directories only; those that are not absolute are passed over.</summary>
    public static RrdTool? FindIn(IEnumerable<string> directories) => directories
        .Where(directory => directory.StartsWith('/'))
        .Select(directory => Path.Combine(directory, "rrdtool"))
        .Where(path => File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.OtherExecute)) != 0)
        .Select(path => new RrdTool(path))
        .FirstOrDefault();

    /// <summary>Runs it. Every failure is an answer.</summary>
    /// <param name="arguments">Command and its arguments.</param>
    /// <param name="giveUp">Ends the run before <see cref="Patience"/> does.</param>
    public async Task<RrdAnswer> RunAsync(IReadOnlyList<string> arguments, CancellationToken giveUp)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // Numbers with a point, messages in English.
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            using var process = Process.Start(start)!;
            return await FinishAsync(process, giveUp);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return new RrdAnswer(false, "", $"{Program} cannot be run: {e.Message}");
        }
    }

    private static async Task<RrdAnswer> FinishAsync(Process process, CancellationToken giveUp)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        timeout.CancelAfter(Patience);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, timeout.Token);
            var error = ReadAsync(process.StandardError, timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0
                ? new RrdAnswer(true, await output, "")
                : new RrdAnswer(false, await output, OneLine(await error, process.ExitCode));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new RrdAnswer(false, "", "rrdtool did not end in time");
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken giveUp)
    {
        var kept = new System.Text.StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, giveUp) is var count and > 0)
            kept.Append(buffer, 0, Math.Min(count, MostOutput - kept.Length));
        return kept.ToString();
    }

    private static string OneLine(string error, int exitCode)
    {
        var line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return line is null ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rrdtool ended with {exitCode}") : line.Replace("ERROR: ", "", StringComparison.Ordinal);
    }
}
