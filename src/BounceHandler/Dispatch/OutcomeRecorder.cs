using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>What follows from an outcome: ledger and spool in one transaction, the provider's health, and the lines that no ledger entry stands for.</summary>
internal sealed class OutcomeRecorder(
    Store store, RetrySchedule schedule, DeliverySettings settings, Alarms alarms, OperatorLog log, long? ownRun, TimeProvider time)
{
    /// <summary>Records the outcome of one call; null: it was broken off and nothing is known, so the row simply stays.</summary>
    public Task RecordAsync(ProviderLane lane, SpoolRow row, int epoch, Outcome? outcome)
    {
        var now = time.GetUtcNow();
        if (outcome is null)
            return Task.CompletedTask;
        NoteHealth(lane, epoch, outcome, now);
        return outcome switch
        {
            Outcome.Done done when row.Event.Kind == EventKind.Restore =>
                CompleteAsync(row, LedgerOutcome.Restored, string.Join("; ", done.Notes), done.Changes),
            Outcome.Done done => CompleteAsync(row, LedgerOutcome.Done, string.Join("; ", done.Notes), done.Changes),
            Outcome.NothingToDo nothing => CompleteAsync(row, LedgerOutcome.NothingToDo, nothing.Reason, []),
            Outcome.Superseded superseded => CompleteAsync(row, LedgerOutcome.Superseded, superseded.Reason, []),
            // Nothing to be tried again: it stands in the file of what did not come back.
            Outcome.PermanentFailure failure when row.Event.Kind == EventKind.Restore =>
                CompleteAsync(row, LedgerOutcome.NotRestored, failure.Error, failure.Changes),
            Outcome.PermanentFailure failure => SetAsideAsync(row, SpoolState.Failed, LedgerOutcome.Failed, failure.Error, failure.Changes),
            Outcome.Refused refused => store.Spool.NoteRefusalAsync(row, refused.Error, refused.Changes),
            Outcome.TemporaryFailure failure when HasWaitedLongEnough(row, now) =>
                SetAsideAsync(row, SpoolState.GaveUp, LedgerOutcome.GaveUp, failure.Error, failure.Changes),
            Outcome.TemporaryFailure failure => PostponeAsync(row, failure, now),
            _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} has no consequence."),
        };
    }

    /// <summary>Reports what an event's reference turned out to name, unless the process that accepted it does.</summary>
    public void ReportResolved(SpoolRow row, string detail) => ReportForTheDead(row, LedgerOutcome.Resolved, detail, []);

    /// <summary>An explicit drain tries a provider again whatever an earlier process found.</summary>
    public void ForgetOutage(string provider) =>
        _ = store.Providers.NoteAsync(new ProviderEntry(provider, ProviderState.Up, time.GetUtcNow(), ""));

    private async Task CompleteAsync(SpoolRow row, LedgerOutcome outcome, string detail, IReadOnlyList<ListChange> changes)
    {
        await store.Spool.CompleteAsync(row, outcome, detail, changes);
        ReportForTheDead(row, outcome, detail, changes);
    }

    private async Task SetAsideAsync(SpoolRow row, SpoolState state, LedgerOutcome outcome, string error, IReadOnlyList<ListChange> changes)
    {
        await store.Spool.SetAsideAsync(row, state, outcome, error, changes);
        await alarms.SetAsideAsync(row.Route.Provider, Name(row), error);
        ReportForTheDead(row, outcome, error, changes);
    }

    private async Task PostponeAsync(SpoolRow row, Outcome.TemporaryFailure failure, DateTimeOffset now)
    {
        var due = now + schedule.Pause(row.Attempts + 1, failure.RetryAfter);
        await store.Spool.PostponeAsync(row, due, failure.Error, failure.Changes);
        log.AttemptFailed(row.Route.Provider, Name(row), failure.Error, TimeZoneInfo.ConvertTime(due, time.LocalTimeZone), row.Attempts + 1);
        if (failure.Changes.Count > 0)
            ReportForTheDead(row, LedgerOutcome.Partly, "", failure.Changes);
    }

    // Senders must honour complaints and unsubscribes; the time in which the provider could not be reached does not count.
    private bool HasWaitedLongEnough(SpoolRow row, DateTimeOffset now)
    {
        var limit = TimeSpan.FromHours(settings.GiveUpAfterHours);
        return row.Event.Kind is not (EventKind.Complaint or EventKind.Unsubscribe)
            && now - row.Since >= limit
            && now - row.Since - store.Providers.OutageBetween(row.Route.Provider, row.Since, now) >= limit;
    }

    private void NoteHealth(ProviderLane lane, int epoch, Outcome outcome, DateTimeOffset now)
    {
        var health = lane.Health;
        switch (outcome)
        {
            case Outcome.TemporaryFailure failure when health.Failed(epoch, failure.RetryAfter, now):
                LogDown(lane.Name, health, failure);
                _ = store.Providers.NoteAsync(new ProviderEntry(lane.Name, ProviderState.Down, now, failure.Error));
                break;
            case Outcome.Refused refused when health.Refused(epoch, now):
                log.ProviderPaused(lane.Name, refused.Error);
                _ = alarms.PausedAsync(lane.Name, refused.Error);
                _ = store.Providers.NoteAsync(new ProviderEntry(lane.Name, ProviderState.Paused, now, refused.Error));
                break;
            case not (Outcome.TemporaryFailure or Outcome.Refused) when health.Answered(epoch):
                log.ProviderUp(lane.Name, store.Queued.CountQueued([lane.Name]));
                _ = store.Providers.NoteAsync(new ProviderEntry(lane.Name, ProviderState.Up, now, ""));
                break;
        }
    }

    private void LogDown(string name, ProviderHealth health, Outcome.TemporaryFailure failure)
    {
        if (ProviderHealth.IsLong(failure.RetryAfter))
            log.ProviderAway(name, TimeZoneInfo.ConvertTime(health.NextProbe, time.LocalTimeZone), failure.Error);
        else
            log.ProviderDown(name, ProviderHealth.FailuresUntilDown, failure.Error);
    }

    // The process that accepted a record reports what became of it; when it is dead, we do. The command "undo" reports nothing.
    private void ReportForTheDead(SpoolRow row, LedgerOutcome outcome, string detail, IReadOnlyList<ListChange> changes)
    {
        if (row.Run != ownRun && (row.Event.Kind == EventKind.Restore || !store.Runs.IsAlive(row.Run)))
            OutcomeLines.Write(log, row.Route.Provider, row.Event, outcome, detail, changes, row.Attempts);
    }

    private static string Name(SpoolRow row) => OutcomeLines.Name(row.Event);
}
