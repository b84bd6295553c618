using System.CommandLine;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands;

/// <summary>The same as standard input for files, safe to repeat: closes gaps from PowerMTA's companion files.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var follow = new Option<bool>("--continue") { Description = "Begin where the last replay --continue of each file ended; for a timer." };
        var again = new Option<bool>("--again") { Description = "Process also what was processed before." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done. No network, nothing is written." };
        var addresses = ProcessCommand.AddressesOption();
        var files = new Argument<string[]>("FILE") { Description = "Accounting files or patterns such as /var/log/pmta/done/*.csv.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Process accounting files. What was accepted before is not accepted again.") { follow, again, dryRun, addresses, files };
        command.SetAction((result, _) =>
        {
            var (options, patterns) = (line.Options(result), result.GetRequiredValue(files));
            if (result.GetValue(follow))
            {
                return result.GetValue(again) || result.GetValue(dryRun)
                    ? Task.FromResult(Refuse(console, "--continue goes with neither --again nor --dry-run: leave it out, and the files are read from their beginning."))
                    : ContinueAsync(startup, options, console, patterns, result.GetValue(addresses));
            }

            return ReplayAsync(startup, options, console, patterns, result.GetValue(again), result.GetValue(dryRun), result.GetValue(addresses));
        });
        return command;
    }

    // Reads every file from its beginning and leaves alone what --continue remembers.
    private static async Task<int> ReplayAsync(
        Startup startup, GlobalOptions options, CommandConsole console, IReadOnlyList<string> patterns, bool again, bool dryRun, bool addresses)
    {
        if (ReplayFiles.FindAll(patterns, out var paths) is { } mistake)
            return Refuse(console, mistake);
        if (dryRun)
            return await ProcessCommand.DryRunAsync(startup, options, console, addresses, ReplayFiles.Open(paths));
        using var workspace = startup.Open(options);
        using var progress = new ProgressLine(console.Error, paths.Select(path => (path, 0L, new FileInfo(path).Length)), startup.Time);
        return await new InputRun(workspace, new StopSignal(workspace.Time), again) { ClosesGaps = () => true, AddressesAreMeant = addresses, Replays = true, ReadsAgain = true }
            .RunAsync("replay", ReplayFiles.Open(paths), mayStayQueued: false, progress.Show);
    }

    private static async Task<int> ContinueAsync(
        Startup startup, GlobalOptions options, CommandConsole console, IReadOnlyList<string> patterns, bool addresses)
    {
        if (patterns.Select(ReplayFiles.Mistake).FirstOrDefault(mistake => mistake is not null) is { } mistake)
            return Refuse(console, mistake);
        using var workspace = startup.Open(options);
        var files = new ContinuedFiles(workspace.Store.Replayed, workspace.Log, workspace.Time);
        using var progress = new ProgressLine(console.Error, files.Sizes(patterns.SelectMany(pattern => ReplayFiles.Find(pattern) ?? [])), startup.Time);
        return await new InputRun(workspace, new StopSignal(workspace.Time), again: false) { ClosesGaps = () => files.Count > 0, AddressesAreMeant = addresses, Replays = true }
            .RunAsync("replay --continue", files.Open(() => [.. patterns.SelectMany(Find)]), mayStayQueued: false, progress.Show);

        // Nothing to read is a quiet morning; bounce.csv is not there between its move and its next row.
        IReadOnlyList<string> Find(string pattern)
        {
            if (ReplayFiles.Find(pattern) is { } found)
                return found;
            workspace.Log.ReplayNothingFound(pattern);
            return [];
        }
    }

    private static int Refuse(CommandConsole console, string message)
    {
        console.Error.WriteLine(message);
        return ExitCodes.Usage;
    }
}
