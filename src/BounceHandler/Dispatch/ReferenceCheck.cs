using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Complaints, unsubscribe mails and remote bounces name their subscriber by a reference that anybody can write. Before such an event is applied, a provider that can
/// tell whom the reference names is asked; the answer decides about the recipient, also for the event's other routes.
/// </summary>
/// <param name="store">The state.</param>
/// <param name="beside">Where else an event goes once its recipient is known at one route.</param>
/// <param name="recorder">Reports answers for processes that are gone.</param>
internal sealed class ReferenceCheck(Store store, Func<BounceEvent, Route, IReadOnlyList<Route>> beside, OutcomeRecorder recorder)
{
    /// <summary>
    /// Asks, where there is something to ask. Returns the row to go on with, or the outcome that ends the attempt; neither where the row has left the spool or waits.
    /// </summary>
    public async Task<(SpoolRow? Row, Outcome? End)> RunAsync(IBounceProvider provider, SpoolRow row, CancellationToken cancellationToken)
    {
        var e = row.Event;
        if (!row.IsResolved && RemoteBounces.AwaitsProof(e))
            return await ProveAsync(provider, row, cancellationToken);
        if (row.IsResolved || !IsOpen(e) || provider is not IResolvesSubscribers resolver || !provider.HasActionFor(e with { Recipient = null }))
            return (row, null);
        switch (await resolver.ResolveAsync(e.Reference!, cancellationToken))
        {
            case Resolution.Failed failed:
                return (null, failed.Outcome);
            case Resolution.Known known when known.Recipient.Identity != e.Recipient?.Identity:
                var detail = Difference(e, known.Recipient);
                var others = beside(e with { Recipient = known.Recipient }, row.Route);
                var moved = await store.Spool.ResolveAsync(row, known.Recipient, others, detail);
                if (moved is not null)
                    recorder.ReportResolved(moved, detail);
                return (moved, null);
            case Resolution.Known:
                await store.Spool.StopWaitingAsync(row);
                return (row, null);
            case Resolution.Unknown when e.Recipient is null:
                return (null, new Outcome.NothingToDo($"recipient not found: {Name(e)} is not known here"));
            default:
                var unknown = $"{Name(e)} is not known here: the recipient as reported counts";
                if (!await store.Spool.AnswerUnknownAsync(row, unknown))
                    return (null, null);
                if (row.Attempts == 0)
                    recorder.ReportResolved(row, unknown);
                return (row, null);
        }
    }

    // A report that anybody can send: the mail's own Feedback-ID must name the same recipient, or it removes nobody.
    private async Task<(SpoolRow? Row, Outcome? End)> ProveAsync(IBounceProvider provider, SpoolRow row, CancellationToken cancellationToken)
    {
        var e = row.Event;
        if (provider is not IResolvesSubscribers resolver || !provider.HasActionFor(e with { Recipient = null }))
        {
            return await store.Spool.AwaitAnswerAsync(row)
                ? (null, null)
                : (null, new Outcome.NothingToDo($"remote bounce without proof: nobody could tell whether {Name(e)} is {e.Recipient?.Spelling}"));
        }

        switch (await resolver.ResolveAsync(e.Reference!, cancellationToken))
        {
            case Resolution.Failed failed:
                return (null, failed.Outcome);
            case Resolution.Known known when known.Recipient.Identity == e.Recipient?.Identity:
                return (await store.Spool.ConfirmAsync(row, $"{Name(e)} is {known.Recipient.Spelling}: the remote bounce is about this address"), null);
            case var other:
                var answer = other is Resolution.Known { Recipient: var named } ? $"{Name(e)} is {named.Spelling}" : $"{Name(e)} is not known here";
                var detail = $"remote bounce about {e.Recipient?.Spelling}, but {answer}: taken for a soft bounce";
                var soft = await store.Spool.SoftenAsync(row, detail);
                if (soft is not null)
                    recorder.ReportResolved(soft, detail);
                return (soft, null);
        }
    }

    // The recipient of an unsubscribe mail is known only from a provider's own answer or from the address itself.
    private static bool IsOpen(BounceEvent e) =>
        e.Reference is not null && (e.Kind == EventKind.Complaint || (e.Kind == EventKind.Unsubscribe && e.Recipient is null));

    private static string Difference(BounceEvent e, EmailAddress named) => e.Recipient is { } reported
        ? $"reported recipient {reported.Spelling}, but {Name(e)} is {named.Spelling}: the reference counts"
        : $"{Name(e)} is {named.Spelling}";

    private static string Name(BounceEvent e) => $"subscriber {e.Reference!.Subscriber}" + (e.Reference.List is { } list ? $" of list {list}" : "");
}
