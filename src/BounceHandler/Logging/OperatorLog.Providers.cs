namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>A configured provider, at the start.</summary>
    public void Provider(string name, string type, string endpoint, IReadOnlyList<string> senders) =>
        log.Information(
            "Bounce-provider: {Provider} (type {Type}), endpoint={Endpoint}, senders={Senders}", name, type, endpoint, Names(senders));

    /// <summary>The lists that a provider's credentials can see.</summary>
    public void ProviderLists(string name, IReadOnlyList<string> ids) =>
        log.Information("   {Provider}: loaded lists, list-ids={Lists}", name, Names(ids));

    /// <summary>A provider does not answer at the start. It stays configured: its work waits in the queue.</summary>
    public void ProviderUnreachable(string name, string error) =>
        log.Warning("   {Provider}: does not work now, its work waits in the queue: {Error}", name, Cut(error));

    /// <summary>A provider refuses us. Only the operator can mend that, so the line is loud.</summary>
    public void ProviderPaused(string name, string error) =>
        log.Error("Bounce-provider {Provider} is PAUSED, all its work is kept in the queue. It refuses our requests: {Error}", name, Cut(error));

    /// <summary>A provider failed so often in a row that it is only probed from now on.</summary>
    public void ProviderDown(string name, int failures, string error) =>
        log.Warning(
            "Bounce-provider {Provider} is down after {Failures} failures in a row, its work waits in the queue: {Error}",
            name, failures, Cut(error));

    /// <summary>A provider asked for a long pause: nothing is asked of it until then.</summary>
    public void ProviderAway(string name, DateTimeOffset until, string error) =>
        log.Warning(
            "Bounce-provider {Provider} asks to be left alone until {Until:yyyy-MM-dd HH:mm:ss}, its work waits in the queue: {Error}", name, until, Cut(error));

    /// <summary>A provider that was down or paused answers again.</summary>
    /// <param name="name">Name in the configuration.</param>
    /// <param name="queued">Events that waited for it.</param>
    public void ProviderUp(string name, long queued) =>
        log.Information("Bounce-provider {Provider} is up again, queued={Queued}", name, queued);
}
