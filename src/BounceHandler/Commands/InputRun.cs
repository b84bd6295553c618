using BounceHandler.Dispatch;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>
/// One run from its first byte to its last outcome line: what standard input and replayed files have in common.
/// </summary>
/// <param name="workspace">Everything this process works with.</param>
/// <param name="stop">Signals.</param>
/// <param name="again">Accept events that were accepted before.</param>
public sealed class InputRun(Workspace workspace, StopSignal stop, bool again)
{
    /// <summary>Said of input that is none.</summary>
    public const string NothingRecognised =
        "Nothing was recognised: no header, no record in a known column order, no address. See input.bounceFields in the README.";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(1);

    /// <summary>Plain addresses are meant, however many: they are not held.</summary>
    public bool AddressesAreMeant { get; init; }

    /// <summary>Files that may have been read before, by the pipe for example: what has no identity is not counted twice.</summary>
    public bool Replays { get; init; }

    /// <summary>They are read from their beginning, also those that an earlier replay has read.</summary>
    public bool ReadsAgain { get; init; }

    /// <summary>Asked when everything has been read: does that bring what earlier runs have missed?</summary>
    public Func<bool> ClosesGaps { get; init; } = () => false;

    /// <summary>Reads every source in turn, delivers for as long as the settings allow, reports. Returns the exit code.</summary>
    /// <param name="command">Name for the ledger.</param>
    /// <param name="inputs">Opens them one after the other.</param>
    /// <param name="mayStayQueued">Rows left in the queue are no failure: they are safe and the next process delivers them.</param>
    /// <param name="progress">Called with name and bytes accepted so far.</param>
    public async Task<int> RunAsync(
        string command, IEnumerable<InputSource> inputs, bool mayStayQueued, Action<string, long>? progress)
    {
        try
        {
            return await ReadAndDeliverAsync(command, inputs, mayStayQueued, progress);
        }
        catch (StoreException e)
        {
            workspace.Log.StateFailed(e.Message);
            throw;
        }
    }

    private async Task<int> ReadAndDeliverAsync(
        string command, IEnumerable<InputSource> inputs, bool mayStayQueued, Action<string, long>? progress)
    {
        var (store, log, time) = (workspace.Store, workspace.Log, workspace.Time);
        using var run = await store.Runs.BeginAsync(command);
        workspace.LogStart(run.Id);
        await workspace.ReportGapsAsync();
        await store.RegisterAsync(workspace.Router.All);
        var tally = new RowTally();
        var reporter = new OutcomeReporter(store, run.Id, log);
        reporter.Know(workspace.Providers.Select(p => p.Definition.Name));
        using var role = new DeliveryRole(store.Directory, () => workspace.CreateDispatcher(run.Id, forgetOutages: false), log, time);
        using var signals = new Signals(stop, log, role.BeginStop);
        role.Start();
        using var checks = new CancellationTokenSource();
        var checking = new ProviderChecks(workspace.Called, log).RunAsync(checks.Token);

        var counts = workspace.Settings.Statistics.PrometheusFile is null ? null : new RecordCounts();
        var acceptor = new SpoolAcceptor(store, run.Id, reporter, role.Wake, workspace.Alarms, log, again, time, counts)
        {
            AddressesAreMeant = AddressesAreMeant,
            Replays = Replays,
        };
        if (ReadsAgain)
            store.Deliveries.CountedHours = await store.Brake.DeliveredHoursAsync();
        var addresses = new HeldAddresses(store, run.Id, log);
        var intake = new Intake(workspace.Judge, acceptor, tally, time, counts);
        var reading = new InputReading(workspace, intake, stop);
        var (inputFailed, stateFailed) = (false, false);
        var (mayHaveMore, isWhole) = (false, true);
        foreach (var input in inputs)
        {
            var name = input.Name;
            // What stood in front of the rows that are left was recognised before.
            if (input.From.IsAccounting)
                tally.CountHeader();
            var result = await reading.ReadAsync(input, offset =>
            {
                // Reading on would entrust more to a database that does not give it back.
                if (role.Damage is { } damage)
                    throw damage;
                acceptor.AcceptedBytes = input.IsFile ? null : offset;
                progress?.Invoke(name, offset);
            });
            isWhole &= result is { StoppedEarly: false, Error: null };
            if (result.StoppedEarly)
            {
                // A file of a replay has an end, and there may be more files.
                mayHaveMore = result.MayHaveMore || input.IsFile;
                log.InputStopped(name, result.AcceptedOffset);
                workspace.Console.Error.WriteLine($"{name}: stopped by a signal. Input was accepted up to byte {result.AcceptedOffset}; replay brings the rest.");
                break;
            }

            if (result.Error is null)
                continue;
            if (result.StateFailed)
                log.StateWriteFailed($"{name}: {result.Error}", result.AcceptedOffset);
            else
                log.InputFailed(name, result.Error, result.AcceptedOffset);
            workspace.Console.Error.WriteLine(
                $"{name}: {result.Error.TrimEnd('.')}. Input was accepted up to byte {result.AcceptedOffset}; replay the rest from the accounting file.");
            inputFailed = true;
            stateFailed = result.StateFailed;
            if (stateFailed)
                break;
        }

        // What was read before an input failed ends as it always does.
        stateFailed = await FailsAsync(stateFailed, async () =>
        {
            await store.Deliveries.FlushAsync(all: true);
            if (!mayHaveMore && !inputFailed)
                await NoteAllReadAsync(run);
            if (acceptor.HoldsAddresses)
                reporter.Released(await addresses.SettleAsync(isWhole), store.Spool.Observes);
            role.Wake();
            // Before the dispatching process may write its files for the last time.
            if (counts is not null)
                await acceptor.NoteAsync(tally, intake.LastRecord, time.GetUtcNow());
            await DeliverAsync(role, reporter);
        });
        await role.StopAsync();
        workspace.LookOnceMore();
        await Task.WhenAny(checking, Task.Delay(CheckPatience, time));
        await checks.CancelAsync();
        stateFailed = await FailsAsync(stateFailed, async () =>
        {
            reporter.Report();
            // What is recorded from here on is reported by whoever records it; what was recorded in this moment perhaps by both of us, and never by nobody.
            run.Leave();
            reporter.Report();
            await acceptor.NoteAsync(tally, intake.LastRecord, time.GetUtcNow());
            await store.Runs.EndAsync(run.Id);
        });
        End(tally, reporter, acceptor, addresses);
        return inputFailed || stateFailed ? ExitCodes.IoError : ExitCode(tally, reporter, mayStayQueued);
    }

    // Once the state has failed nothing more is asked of it; whatever waited there waits there still.
    private async Task<bool> FailsAsync(bool stateFailed, Func<Task> work)
    {
        if (stateFailed)
            return true;
        try
        {
            await work();
            return false;
        }
        catch (StoreException e)
        {
            workspace.Log.StateFailed(e.Message);
            workspace.Console.Error.WriteLine(e.Message);
            return true;
        }
    }

    private async Task NoteAllReadAsync(Run run)
    {
        await workspace.Store.Gaps.NoteNoneAsync(run.Id);
        if (ClosesGaps() && await workspace.Store.Gaps.CloseAsync(run.Id) is > 0 and var closed)
            workspace.Log.GapsClosed(closed);
    }

    // A process that dispatches hands over as soon as another one waits, or goes on; one that does not waits while its own rows are under way.
    private async Task DeliverAsync(DeliveryRole role, OutcomeReporter reporter)
    {
        var time = workspace.Time;
        var deadline = time.GetUtcNow().AddSeconds(workspace.Settings.Delivery.DrainSeconds);
        while (!stop.IsRequested)
        {
            if (role.Damage is { } damage)
                throw damage;
            reporter.Report();
            var isDone = role.Current is { } dispatcher
                ? !dispatcher.MayDeliverBefore(deadline) || (role.SomebodyWaits && await role.HandOverAsync())
                : reporter.Undelivered == 0 && role.TryLeave();
            if (isDone || time.GetUtcNow() >= deadline)
                return;
            await Task.Delay(Tick, time);
        }
    }

    private void End(RowTally tally, OutcomeReporter reporter, SpoolAcceptor acceptor, HeldAddresses addresses)
    {
        var (log, console) = (workspace.Log, workspace.Console);
        var totals = tally.Totals(reporter.Totals());
        log.Totals(totals);
        acceptor.SummariseBlocks();
        if (reporter.Undelivered > 0)
            log.StillQueued(reporter.Undelivered, "They are safe; the next bouncehandler, or \"bouncehandler drain\", delivers them.");
        if (workspace.Settings.ConfigurationFile is null)
            log.EndedWithDefaults();
        if (workspace.Observes)
            log.Observes();
        // With --debug the same lines stand on the screen already.
        if (workspace.Options.Debug)
            return;
        foreach (var line in TotalsText.Lines(totals).Concat(addresses.Advice))
            console.Out.WriteLine(line);
        if (workspace.Observes)
            console.Out.WriteLine(OperatorLog.Observing);
    }

    private int ExitCode(RowTally tally, OutcomeReporter reporter, bool mayStayQueued)
    {
        if (tally.Total > 0 && !tally.AnythingRecognised)
        {
            workspace.Console.Error.WriteLine(NothingRecognised);
            return ExitCodes.DataError;
        }

        return !mayStayQueued && reporter.Undelivered > 0 ? ExitCodes.TempFail : ExitCodes.Ok;
    }
}
