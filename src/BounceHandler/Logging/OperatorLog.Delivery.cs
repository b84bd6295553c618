using BounceHandler.Statistics;

namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    private const string Completed = "Completed bounce processing!";
    private const string SoFar = "Processing so far:";

    private const string ProviderTotalsLine =
        "{Provider}: lists changed={ListsChanged}, nothing to do={NothingToDo}, failed={Failed}, queued={Queued}, held={Held}";

    /// <summary>This process delivers what is queued in its state directory.</summary>
    public void DispatcherTaken() => log.Information("Delivering: this process works on the queue now");

    /// <summary>This process no longer delivers; whoever waits for the queue takes it over.</summary>
    public void DispatcherReleased() => log.Information("Delivering: this process has released the queue");

    /// <summary>The run ends with work that is not delivered yet.</summary>
    /// <param name="count">Rows that stay queued.</param>
    /// <param name="hint">What delivers them, for example the command to run.</param>
    public void StillQueued(long count, string hint) => log.Warning("Still queued: {Queued}. {Hint}", count, hint);

    /// <summary>The state could not be written: reading stopped, and the input must be offered again from there.</summary>
    /// <param name="error">What the system said.</param>
    /// <param name="offset">Byte of the input up to which everything was accepted.</param>
    public void StateWriteFailed(string error, long offset) =>
        log.Error("The state cannot be written: {Error}. Reading stopped, input was accepted up to byte offset={Offset}", Cut(error), offset);

    /// <summary>The state failed when all input was read, or could not be opened: nothing more is done.</summary>
    /// <param name="error">What the system said, and what to do.</param>
    public void StateFailed(string error) => log.Error("The state cannot be used: {Error}", Cut(error));

    /// <summary>A signal ended the reading before the input ended.</summary>
    /// <param name="name">Standard input, or the file.</param>
    /// <param name="offset">Byte of the input up to which everything was accepted.</param>
    public void InputStopped(string name, long offset) =>
        log.Information("{Input}: stopped by a signal. Input was accepted up to byte offset={Offset}, replay brings the rest", name, offset);

    /// <summary>An input could not be read to its end.</summary>
    /// <param name="name">Standard input, or the file.</param>
    /// <param name="error">What the system said.</param>
    /// <param name="offset">Byte of the input up to which everything was accepted.</param>
    public void InputFailed(string name, string error, long offset) =>
        log.Error("{Input}: {Error}. Input was accepted up to byte offset={Offset}", name, Cut(error), offset);

    /// <summary>The totals at the end of a run.</summary>
    public void Totals(RunTotals totals) => Totals(totals, Completed);

    /// <summary>The totals of a run that goes on.</summary>
    public void TotalsSoFar(RunTotals totals) => Totals(totals, SoFar);

    // The same text as TotalsText, which the command line prints; here the numbers are properties too.
    private void Totals(RunTotals totals, string heading)
    {
        log.Information(
            "{Heading} Total records={Total}, processed={Processed}, skipped={Skipped}", heading, totals.Total, totals.Processed, totals.Skipped);
        log.Information(
            "processed: {ProcessedByKind}; skipped: {SkippedByReason}",
            TotalsText.Split(totals.ProcessedByKind), TotalsText.Split(totals.SkippedByReason));
        foreach (var provider in totals.Providers)
        {
            if (provider.Observed > 0)
            {
                log.Information(
                    ProviderTotalsLine + ", observed={Observed}", provider.Provider, provider.ListsChanged, provider.NothingToDo,
                    provider.Failed, provider.Queued, provider.Held, provider.Observed);
            }
            else if (provider.Superseded > 0)
            {
                log.Information(
                    ProviderTotalsLine + ", superseded={Superseded}", provider.Provider, provider.ListsChanged, provider.NothingToDo,
                    provider.Failed, provider.Queued, provider.Held, provider.Superseded);
            }
            else
            {
                log.Information(
                    ProviderTotalsLine, provider.Provider, provider.ListsChanged, provider.NothingToDo, provider.Failed, provider.Queued, provider.Held);
            }
        }
    }

    /// <summary>The queue could not be worked on; input is still taken as long as it can be stored.</summary>
    public void DeliveryFailed(string error) => log.Error("Delivering has stopped and is tried again: {Error}", Cut(error));

    /// <summary>Old entries could not be forgotten this time; nothing depends on it.</summary>
    public void HousekeepingFailed(string error) => log.Warning("Old entries could not be removed: {Error}", Cut(error));
}
