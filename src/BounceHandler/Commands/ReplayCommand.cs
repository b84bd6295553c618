using System.CommandLine;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands;

/// <summary>The same as standard input for files, safe to repeat: closes gaps from PowerMTA's companion files.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var again = new Option<bool>("--again") { Description = "Process also what was processed before." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done. No network, nothing is written." };
        var files = new Argument<string[]>("FILE") { Description = "Accounting files or patterns such as /var/log/pmta/done/*.csv.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Process accounting files. What was accepted before is not accepted again.") { again, dryRun, files };
        command.SetAction(async (result, _) =>
        {
            var paths = new List<string>();
            foreach (var pattern in result.GetRequiredValue(files))
            {
                var found = Expand(pattern);
                if (found.Count == 0)
                {
                    console.Error.WriteLine($"No such file: {pattern}");
                    return ExitCodes.Usage;
                }

                paths.AddRange(found);
            }

            foreach (var path in paths)
            {
                if (Obstacle(path) is not { } obstacle)
                    continue;
                console.Error.WriteLine(obstacle);
                return ExitCodes.Usage;
            }

            var options = line.Options(result);
            if (result.GetValue(dryRun))
                return await ProcessCommand.DryRunAsync(startup, options, console, Open(paths));
            using var workspace = startup.Open(options);
            using var progress = new ProgressLine(console.Error, paths, startup.Time);
            return await new InputRun(workspace, new StopSignal(workspace.Time), result.GetValue(again))
                .RunAsync("replay", Open(paths), mayStayQueued: false, progress.Show);
        });
        return command;
    }

    // The shell has usually expanded patterns; a quoted one, or one in a timer's unit file, is ours. Only the file name may be a pattern.
    private static List<string> Expand(string pattern)
    {
        if (File.Exists(pattern))
            return [pattern];
        var directory = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        var name = Path.GetFileName(pattern);
        if (name.Length == 0 || !Directory.Exists(directory) || name.AsSpan().IndexOfAny('*', '?') < 0)
            return [];
        return [.. Directory.EnumerateFiles(directory, name, new EnumerationOptions { MatchType = MatchType.Simple }).Order(StringComparer.Ordinal)];
    }

    // Before anything is processed: half a replay is hard to tell from a whole one.
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

    private static IEnumerable<(string Name, Stream Stream)> Open(IEnumerable<string> paths) => paths.Select(path => (path, (Stream)new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan)));
}
