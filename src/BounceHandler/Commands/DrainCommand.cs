using System.CommandLine;
using BounceHandler.Dispatch;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Tries everything that is queued, now.</summary>
internal static class DrainCommand
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var untilEmpty = new Option<bool>("--until-empty") { Description = "Follow the retry schedule until nothing is queued." };
        var command = new Command("drain", "Try everything that is queued now. Exits 75 if rows are still queued afterwards.") { untilEmpty };
        command.SetAction(async (result, _) =>
        {
            var options = line.Options(result);
            var settings = Startup.ReadSettings(options);
            var directory = Startup.OpenDirectory(settings);
            // Before the store is opened: many of these may be started at once, and all but one have nothing to do.
            var held = FileLock.TryExclusive(directory.DispatcherLockPath);
            if (held is null)
            {
                console.Out.WriteLine("Another process delivers already.");
                return ExitCodes.Ok;
            }

            using var workspace = startup.Open(options);
            try
            {
                return await DrainAsync(workspace, directory, held, result.GetValue(untilEmpty));
            }
            catch (StoreException e)
            {
                // Started by unsubhandler, it has no standard error.
                workspace.Log.StateFailed(e.Message);
                throw;
            }
        });
        return command;
    }

    private static async Task<int> DrainAsync(Workspace workspace, StateDirectory directory, FileLock? held, bool untilEmpty)
    {
        await workspace.ReportGapsAsync();
        var stop = new StopSignal(workspace.Time);
        while (true)
        {
            int code;
            using (held)
                code = await DrainOnceAsync(workspace, stop, untilEmpty);
            // Whoever dropped a mail until now was told that somebody delivers.
            if (stop.IsRequested)
            {
                workspace.LookOnceMore();
                return code;
            }

            if (!workspace.Sweep.IsBusy || (held = FileLock.TryExclusive(directory.DispatcherLockPath)) is null)
                return code;
        }
    }

    private static async Task<int> DrainOnceAsync(Workspace workspace, StopSignal stop, bool untilEmpty)
    {
        var (store, log, time) = (workspace.Store, workspace.Log, workspace.Time);
        var names = workspace.Providers.Select(p => p.Definition.Name).ToList();
        var called = workspace.Called.Select(p => p.Definition.Name).ToList();
        var (before, taken) = (store.Queued.CountQueued(names), workspace.Sweep.Taken);
        await store.Spool.MakeDueAsync(called);
        // Asked for by a person or a timer: mail to the operator is tried as well. Where each unsubscribe mail starts a drain it keeps its pauses.
        if (!untilEmpty)
            await store.Notices.MakeDueAsync();
        using var stopping = new CancellationTokenSource();
        using var signals = new Signals(stop, log, stopping.Cancel);
        using var dispatcher = workspace.CreateDispatcher(ownRun: null, forgetOutages: true);
        bool IsDone() => untilEmpty ? !store.Queued.AnyQueued(called) : dispatcher.IsSettled && !store.Queued.AnyWaiting(called, time.GetUtcNow());
        log.DispatcherTaken();
        if (workspace.Observes)
        {
            log.Observes();
            workspace.Console.Out.WriteLine(OperatorLog.Observing);
        }

        var running = dispatcher.RunAsync(DeliveryRole.Grace, stopping.Token);
        while (!stop.IsRequested && !running.IsCompleted)
        {
            // Mails are taken, then rows are delivered, then the operator is told: asked in this order, nothing slips through.
            if (!dispatcher.IsAssisting && IsDone() && !dispatcher.IsAssisting)
                break;
            await Task.Delay(Tick, time);
        }

        await stopping.CancelAsync();
        await running;
        log.DispatcherReleased();
        var left = store.Queued.CountQueued(names);
        workspace.Console.Out.WriteLine($"Drained: queued before={before}, unsubscribe mails={workspace.Sweep.Taken - taken}, still queued={left}");
        if (left == 0)
            return ExitCodes.Ok;
        log.StillQueued(left, "They stay queued and are tried again.");
        foreach (var name in names)
        {
            if (store.Queued.SomeError(name) is { } error)
                workspace.Console.Out.WriteLine($"{name}: {LogLine.Escape(error)}");
        }

        workspace.Console.Out.WriteLine("They stay queued; \"bouncehandler queue list\" shows them, \"bouncehandler status\" the providers.");
        return ExitCodes.TempFail;
    }
}
