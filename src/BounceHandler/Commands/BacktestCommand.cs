using System.CommandLine;
using BounceHandler.Classification.Brake;
using BounceHandler.Commands.Backtesting;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Shows what accounting files would have done, and why. Touches nothing, unless the brake is to learn from them.</summary>
internal static class BacktestCommand
{
    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var learn = new Option<bool>("--learn")
        {
            Description = "Fill the brake's baseline with the removals of these files. Nothing else is kept, and nobody is removed.",
        };
        var against = new Option<string?>("--against")
        {
            HelpName = "PATH",
            Description = "Another configuration to compare with: whom only one of the two would have removed. A copy with \"evidence\": \"off\" shows what the "
                + "category lists alone would have done.",
        };
        var files = new Argument<string[]>("FILE") { Description = "Accounting files or patterns such as /var/log/pmta/done/*.csv.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(
            "backtest",
            "Show whom accounting files would have removed, and why. Asks nobody and changes nothing. Soft bounces that would have added up to a removal are not "
            + "simulated.")
        {
            learn, against, files,
        };
        command.SetAction((result, _) => RunAsync(
            startup, line.Options(result), console, result.GetRequiredValue(files), result.GetValue(against), result.GetValue(learn)));
        return command;
    }

    private static async Task<int> RunAsync(
        Startup startup, GlobalOptions options, CommandConsole console, IReadOnlyList<string> patterns, string? against, bool learn)
    {
        if (ReplayFiles.FindAll(patterns, out var paths) is { } mistake)
            return Refuse(console, mistake);
        var settings = Startup.ReadSettings(options);
        var other = against is null ? null : SettingsReader.Read(against, ProviderRegistry.Types, SecretReader.System);
        var learned = learn ? new BrakeCounts() : null;
        // Before hours of reading: what is learned has to go somewhere.
        var directory = learn ? Startup.OpenDirectory(settings) : null;
        using var store = directory is null ? null : startup.OpenStore(directory);
        var backtest = new Backtest(
            settings, startup.Decide(settings, suppressions: null).Judge, other is null ? null : startup.Decide(other, suppressions: null).Judge, learned);
        if (await ReadAsync(startup, settings, console, paths, backtest) is { } obstacle)
            return Refuse(console, obstacle, ExitCodes.IoError);
        if (backtest.Rows > 0 && !backtest.AnythingRecognised)
        {
            console.Error.WriteLine(InputRun.NothingRecognised);
            return ExitCodes.DataError;
        }

        var report = new BacktestReport(console.Out);
        report.Write(backtest, settings, paths.Count);
        if (backtest.Differences is { } differences)
            report.Write(differences, other!);
        if (learned is not null && store is not null)
            await LearnAsync(store, learned, console);
        return ExitCodes.Ok;
    }

    // Returns what stood in the way of reading all of it: half a result looks like a whole one.
    private static async Task<string?> ReadAsync(
        Startup startup, Settings settings, CommandConsole console, IReadOnlyList<string> paths, Backtest backtest)
    {
        using var progress = new ProgressLine(console.Error, paths.Select(path => (path, 0L, new FileInfo(path).Length)), startup.Time);
        var reading = new BacktestReading(settings.Input, startup.Time);
        try
        {
            foreach (var file in ReplayFiles.Open(paths))
            {
                if (await reading.ReadAsync(file, backtest, progress.Show) is { } error)
                    return $"{file.Name}: {error}";
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static async Task LearnAsync(Store store, BrakeCounts learned, CommandConsole console)
    {
        var counts = learned.Take(1);
        await store.Brake.LearnAsync(counts);
        console.Out.WriteLine();
        if (counts.Count == 0)
        {
            console.Out.WriteLine("The brake has learned nothing: there was no removal by a bounce.");
            return;
        }

        if (!learned.IsExact)
            console.Out.WriteLine("There were too many groups to keep all: the smallest counts were left out.");
        var hours = counts.Select(count => count.Hour).Distinct().Count();
        console.Out.WriteLine(LogLine.Escape(
            $"The brake has learned, in {store.Directory.DirectoryPath}: {Quantity.Of(counts.Count, "count", "counts")} of "
            + $"{Quantity.Of(counts.Select(count => count.Group).Distinct().Count(), "group", "groups")} in {Quantity.Of(hours, "hour", "hours")}, {StatusCommand.Local(BrakeGroups.BeginOf(counts.Min(count => count.Hour)))} to "
            + $"{StatusCommand.Local(BrakeGroups.BeginOf(counts.Max(count => count.Hour) + 1))}."));
    }

    private static int Refuse(CommandConsole console, string message, int code = ExitCodes.Usage)
    {
        console.Error.WriteLine(LogLine.Escape(message));
        return code;
    }
}
