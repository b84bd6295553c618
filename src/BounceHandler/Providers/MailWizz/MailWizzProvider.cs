using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

/// <summary>One MailWizz installation. All state beyond its settings is a cache.</summary>
public sealed partial class MailWizzProvider : IBounceProvider, ISparesResubscribed, ICheckable, IRestoresListChanges, IResolvesSubscribers, IDisposable
{
    private readonly MailWizzClient _client;
    private readonly MailWizzRules _rules;
    private readonly CampaignLists _campaigns;
    private readonly UnsureChanges _unsure = new();

    /// <param name="client">The API; disposed with the provider.</param>
    /// <param name="rules">The configuration.</param>
    /// <param name="time">The clock.</param>
    public MailWizzProvider(MailWizzClient client, MailWizzRules rules, TimeProvider time)
    {
        _client = client;
        _rules = rules;
        _campaigns = new CampaignLists(client, time);
    }

    /// <inheritdoc/>
    public bool HasActionFor(BounceEvent bounceEvent) => _rules.HasActionFor(bounceEvent);

    /// <inheritdoc/>
    public bool ActsOn(EventKind kind) => _rules.Actions.GetValueOrDefault(kind) != 0;

    /// <inheritdoc/>
    public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
        ApplyAsync(bounceEvent, tenant, [], cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, IReadOnlyList<LaterChange> later, CancellationToken cancellationToken) =>
        _rules.HasActionFor(bounceEvent)
            ? await new MailWizzAttempt(_client, _campaigns, _unsure, _rules, bounceEvent, later).RunAsync(cancellationToken)
            : new Outcome.NothingToDo("no action is configured that could be taken");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
