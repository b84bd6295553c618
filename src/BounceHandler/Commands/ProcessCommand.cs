using System.CommandLine;
using BounceHandler.Configuration;
using BounceHandler.Input;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;

namespace BounceHandler.Commands;

/// <summary>The default command: processes standard input to its end, as PowerMTA's accounting pipe or in a shell.</summary>
internal static class ProcessCommand
{
    public static void AddTo(CommandLine line, RootCommand root, Startup startup, CommandConsole console)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done, one line a record. No network, nothing is written." };
        root.Options.Add(dryRun);
        var addresses = AddressesOption();
        root.Options.Add(addresses);
        root.SetAction(async (result, _) =>
        {
            var options = line.Options(result);
            // Reading a terminal would look like hanging.
            if (!System.Console.IsInputRedirected)
            {
                line.WriteHelp(console);
                return ExitCodes.Ok;
            }

            var input = StandardStreams.HasInput ? System.Console.OpenStandardInput() : Stream.Null;
            if (result.GetValue(dryRun))
                return await DryRunAsync(startup, options, console, result.GetValue(addresses), [new InputSource("standard input", input)]);
            using var workspace = startup.Open(options);
            return await new InputRun(workspace, new StopSignal(workspace.Time), again: false) { AddressesAreMeant = result.GetValue(addresses) }
                .RunAsync("process", [new InputSource("standard input", input)], mayStayQueued: true, progress: null);
        });
    }

    /// <summary>The option by which somebody says that a long plain list is meant.</summary>
    public static Option<bool> AddressesOption() => new("--addresses")
    {
        Description = "Plain addresses in the input are meant, however many. Without it they wait for the end of the input, and more than "
            + $"{HeldAddresses.MostByThemselves} stay held until \"bouncehandler held release\".",
    };

    /// <summary>Shows what would be done with some input.</summary>
    public static async Task<int> DryRunAsync(
        Startup startup, GlobalOptions options, CommandConsole console, bool addressesAreMeant, IEnumerable<InputSource> inputs)
    {
        var settings = Startup.ReadSettings(options);
        var judge = startup.Decide(settings, suppressions: null).Judge;
        var tally = new RowTally();
        var acceptor = new DryRunAcceptor(console.Out, settings.Mode == ActionMode.Observe, addressesAreMeant);
        var intake = new Intake(judge, acceptor, tally, startup.Time);
        foreach (var input in inputs)
        {
            using var source = new ByteSource(input.Stream, startup.Time);
            using var reader = new RecordReader(new RecordReaderOptions
            {
                BounceFields = settings.Input.BounceFields,
                FeedbackFields = settings.Input.FeedbackFields,
                SilenceEndsRows = !input.IsFile,
            });
            var end = await intake.RunAsync(source, reader, new StopSignal(startup.Time));
            if (end.Error is { } error)
                console.Error.WriteLine($"{input.Name}: {error}");
        }

        acceptor.End();
        foreach (var text in TotalsText.Lines(tally.Totals([])))
            console.Out.WriteLine(text);
        return tally.Total > 0 && !tally.AnythingRecognised ? ExitCodes.DataError : ExitCodes.Ok;
    }
}
