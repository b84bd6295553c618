using System.Globalization;
using BounceHandler.Events;

namespace BounceHandler.Providers.Interspire;

/// <summary>
/// One Interspire installation. It cannot resolve a subscriber id to an address (no method searches by id), so it does not implement
/// <see cref="IResolvesSubscribers"/>.
/// </summary>
public sealed partial class InterspireProvider : IBounceProvider, ISparesResubscribed, ICheckable, IRestoresListChanges, IDisposable
{
    private readonly InterspireClient _client;
    private readonly InterspireRules _rules;
    private readonly InterspireLists _lists;
    private readonly InterspireMemory _memory;

    /// <param name="client">The API; disposed with the provider.</param>
    /// <param name="rules">The configuration.</param>
    /// <param name="listRefresh">How long lists are taken as known.</param>
    /// <param name="time">The clock.</param>
    public InterspireProvider(InterspireClient client, InterspireRules rules, TimeSpan listRefresh, TimeProvider time)
    {
        _client = client;
        _rules = rules;
        _lists = new InterspireLists(client, listRefresh, time);
        _memory = new InterspireMemory(time);
    }

    /// <inheritdoc/>
    public bool HasActionFor(BounceEvent bounceEvent) => _rules.HasActionFor(bounceEvent);

    /// <inheritdoc/>
    public bool ActsOn(EventKind kind) => _rules.Actions.GetValueOrDefault(kind) != InterspireActions.None;

    /// <inheritdoc/>
    public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
        ApplyAsync(bounceEvent, tenant, [], cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, IReadOnlyList<LaterChange> later, CancellationToken cancellationToken) =>
        _rules.HasActionFor(bounceEvent)
            ? await new InterspireAttempt(_client, _lists, _memory, _rules, bounceEvent, later).RunAsync(cancellationToken)
            : new Outcome.NothingToDo("no action is configured that could be taken");

    /// <inheritdoc/>
    public async Task<ProviderCheck> CheckAsync(CancellationToken cancellationToken)
    {
        var known = await InterspireLists.ReadAsync(_client, cancellationToken);
        return known.Failure is { } failure
            ? new ProviderCheck(false, failure.Text, [])
            : new ProviderCheck(true, string.Create(CultureInfo.InvariantCulture, $"SUCCESS, {known.Names.Count} lists"),
                [.. known.Names.Select(list => $"{list.Key} {list.Value}".TrimEnd())]);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
