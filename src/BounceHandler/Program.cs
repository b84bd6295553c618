using BounceHandler;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

// The map. A record's life is five hops:
//   Input           bytes -> framed records                              RecordReader
//   Classification  record -> verdict, rule, routes                      Judge
//   Storage         decision -> spool, one fsynced transaction           Spool.AddAsync: from here it is ours
//   Dispatch        due row -> provider                                  Dispatcher
//   Storage         outcome -> ledger, and out of the spool, together    Spool.CompleteAsync
// Startup opens what a command needs; Commands holds one file a subcommand.

StandardStreams.Ensure();
var console = new CommandConsole(StandardStreams.OpenOutput(), StandardStreams.OpenError());
var startup = new Startup(console, TimeProvider.System, new Random());
var line = new CommandLine(
    [
        line => ReplayCommand.Create(line, startup, console),
        line => DrainCommand.Create(line, startup, console),
        line => StatusCommand.Create(line, startup, console),
        line => QueueCommand.Create(line, startup, console),
        line => HeldCommand.Create(line, startup, console),
        line => ObserveCommand.Create(line, startup, console),
        line => HistoryCommand.Create(line, startup, console),
        line => UndoCommand.Create(line, startup, console),
        line => SuppressionsCommand.Create(line, startup, console),
        line => AddressCommand.Create(line, console),
        line => GraphCommand.Create(line, console, TimeProvider.System),
        line => ClassifyCommand.Create(line, console),
        line => BacktestCommand.Create(line, startup, console),
        line => ConfigCommand.Create(line, startup, console),
    ],
    (line, root) => ProcessCommand.AddTo(line, root, startup, console));

try
{
    return await line.RunAsync(args, console);
}
catch (ConfigurationException e)
{
    console.Error.WriteLine(e.Message);
    return ExitCodes.Config;
}
catch (StoreException e)
{
    console.Error.WriteLine(e.Message);
    return ExitCodes.IoError;
}
catch (Exception e)
{
    // A bug. Whoever reads this needs to know where.
    console.Error.WriteLine($"Unexpected error, please report it: {e}");
    return ExitCodes.Software;
}
