using BounceHandler.Events;

namespace BounceHandler.Providers.SuppressionList;

/// <summary>The local suppression list: hard bounces, complaints and requests to be removed are stored; soft bounces and blocks have no action.</summary>
public sealed class SuppressionListProvider(ISuppressionList suppressions) : IBounceProvider, IRestoresListChanges, ISparesResubscribed
{
    /// <summary>Stands for all lists where a change needs a list.</summary>
    public const string AllLists = "*";

    private const string Suppressed = "suppressed";

    /// <inheritdoc/>
    public bool HasActionFor(BounceEvent bounceEvent) => bounceEvent.Recipient is not null && ActsOn(bounceEvent.Kind);

    /// <inheritdoc/>
    public bool ActsOn(EventKind kind) => kind is EventKind.HardBounce or EventKind.Complaint or EventKind.Unsubscribe;

    /// <inheritdoc/>
    public async Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken)
    {
        if (!HasActionFor(bounceEvent) || bounceEvent.Recipient is not { } recipient)
            return new Outcome.NothingToDo("nothing to suppress");
        var list = ListOf(bounceEvent);
        var suppression = new Suppression(
            recipient, tenant, bounceEvent.Kind, list, ReasonOf(bounceEvent), bounceEvent.OccurredAt, bounceEvent.Identity);
        try
        {
            var before = await suppressions.AddAsync(suppression, cancellationToken);
            return before == Suppressed
                ? new Outcome.NothingToDo("suppressed already")
                : new Outcome.Done([new ListChange(list.Length > 0 ? list : AllLists, "", recipient.Identity, before, Suppressed)], []);
        }
        // Whatever the store throws, the event is not stored: it must come again.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Outcome.TemporaryFailure($"the suppression list cannot be written: {e.Message}", null, []);
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, IReadOnlyList<LaterChange> later, CancellationToken cancellationToken)
    {
        if (!HasActionFor(bounceEvent) || bounceEvent.Recipient is not { } recipient)
            return new Outcome.NothingToDo("nothing to suppress");
        // Kinds are entries of their own: a complaint is not taken back with a bounce.
        var list = ListOf(bounceEvent);
        var taken = later.FirstOrDefault(change => change.Kind == bounceEvent.Kind && change.List == (list.Length > 0 ? list : AllLists));
        try
        {
            return taken is not null && !suppressions.Has(recipient, tenant, bounceEvent.Kind, list)
                ? new Outcome.Superseded("suppressed later than this event happened, and taken off the list since")
                : await ApplyAsync(bounceEvent, tenant, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Outcome.TemporaryFailure($"the suppression list cannot be read: {e.Message}", null, []);
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome> RestoreAsync(AppliedChange applied, CancellationToken cancellationToken)
    {
        if (applied.Recipient is not { } recipient || applied.Change.After != Suppressed)
            return new Outcome.NothingToDo("this is no suppression");
        var list = applied.Change.List == AllLists ? "" : applied.Change.List;
        try
        {
            return await suppressions.RemoveAsync(recipient, applied.Tenant, applied.Kind, list, applied.Event, cancellationToken)
                ? new Outcome.Done([applied.Change with { Before = Suppressed, After = applied.Change.Before }], [])
                : new Outcome.NothingToDo("the suppression is gone, or another event owns it");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Outcome.TemporaryFailure($"the suppression list cannot be written: {e.Message}", null, []);
        }
    }

    private static string ListOf(BounceEvent e) => e.Kind == EventKind.Unsubscribe ? e.Reference?.List ?? "" : "";

    private static string ReasonOf(BounceEvent e) => e.Kind switch
    {
        EventKind.Complaint => PlainText.Reason($"complaint via {e.Agent}", "", "", BounceEvent.TextLimit),
        EventKind.Unsubscribe => "unsubscribed",
        _ => PlainText.Reason(e.Status, e.Diagnostic, e.Category.Length > 0 ? e.Category : e.Rule, BounceEvent.TextLimit),
    };
}
