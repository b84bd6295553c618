using BounceHandler.Providers;

namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>One subscriber row on one list was changed.</summary>
    /// <param name="provider">Name in the configuration.</param>
    /// <param name="recipient">Whom it was about.</param>
    /// <param name="change">The change.</param>
    /// <param name="rule">What decided it.</param>
    public void ListChanged(string provider, string recipient, ListChange change, string rule)
    {
        if (change.ListName.Length == 0)
        {
            log.Information(
                "   {Provider}: {Recipient} list={List} subscriber={Subscriber} {Before} -> {After} rule={Rule}",
                provider, recipient, Cut(change.List), Cut(change.Subscriber), Cut(change.Before), Cut(change.After), Cut(rule));
        }
        else
        {
            log.Information(
                "   {Provider}: {Recipient} list={List} ({ListName}) subscriber={Subscriber} {Before} -> {After} rule={Rule}",
                provider, recipient, Cut(change.List), Cut(change.ListName), Cut(change.Subscriber), Cut(change.Before), Cut(change.After), Cut(rule));
        }
    }

    /// <summary>Something to know beside the changes, for example that a bounce was recorded on a campaign.</summary>
    public void Note(string provider, string recipient, string note) =>
        log.Information("   {Provider}: {Recipient} {Note}", provider, recipient, Cut(note));

    /// <summary>The provider had nothing left to change.</summary>
    public void NothingToDo(string provider, string recipient, string reason) =>
        log.Information("   {Provider}: {Recipient} nothing to do: {Reason}", provider, recipient, Cut(reason));

    /// <summary>The event is older than a change of ours and the recipient has been subscribed again since: left alone.</summary>
    public void Superseded(string provider, string recipient, string reason) =>
        log.Information("   {Provider}: {Recipient} superseded: {Reason}", provider, recipient, Cut(reason));

    /// <summary>What the operator wanted taken back, the provider does not give back.</summary>
    public void NotRestored(string provider, string recipient, string error) =>
        log.Warning("   {Provider}: {Recipient} not restored: {Error}", provider, recipient, Cut(error));

    /// <summary>An attempt failed and will be repeated.</summary>
    /// <param name="provider">Name in the configuration.</param>
    /// <param name="recipient">Whom it was about.</param>
    /// <param name="error">What the provider said.</param>
    /// <param name="nextAttemptLocal">When it is tried again, in the local time that the lines carry.</param>
    /// <param name="attempts">Attempts so far.</param>
    public void AttemptFailed(string provider, string recipient, string error, DateTimeOffset nextAttemptLocal, int attempts) =>
        log.Warning(
            "   {Provider}: {Recipient} failed, attempt {Attempts}, next at {NextAttempt:dd/MMM/yyyy:HH:mm:ss}: {Error}",
            provider, recipient, attempts, nextAttemptLocal, Cut(error));

    /// <summary>The provider said that this can never be done. It stays visible in the queue.</summary>
    public void FailedForGood(string provider, string recipient, string error) =>
        log.Error("   {Provider}: {Recipient} failed for good, kept for the queue list: {Error}", provider, recipient, Cut(error));

    /// <summary>The time for trying is over. It stays visible in the queue.</summary>
    public void GaveUp(string provider, string recipient, string error, int attempts) =>
        log.Error(
            "   {Provider}: {Recipient} given up after {Attempts} attempts, kept for the queue list: {Error}",
            provider, recipient, attempts, Cut(error));
}
