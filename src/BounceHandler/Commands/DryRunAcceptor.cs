using BounceHandler.Classification;
using BounceHandler.Dispatch;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>
/// Shows what would be done: one line a record, nothing written, nothing asked, nothing marked as seen. What the brake would hold, or a delivery or other soft
/// bounces would change, is not to be known without the state.
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="observes">The mode is observe: nothing is applied.</param>
/// <param name="addressesAreMeant">Plain addresses are not held, however many.</param>
public sealed class DryRunAcceptor(TextWriter output, bool observes = false, bool addressesAreMeant = false) : IAcceptor
{
    // Enough to show that a file repeats itself, and no more memory than that however long it is.
    private const int MostSeen = 100_000;

    private readonly HashSet<(Events.EventIdentity, Route)> _seen = [];

    private long _addresses;

    /// <inheritdoc/>
    public long Run => 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Decision.Accept> batch) =>
        Task.FromResult<IReadOnlyList<Acceptance>>(
            [.. batch.Select(accept =>
                new Acceptance([.. accept.Routes.Where(route => IsNew(accept.Event.Identity, route))])
                {
                    SkipReason = accept.Routes.Count > 0 ? "already seen" : "nothing to do",
                })]);

    /// <inheritdoc/>
    public void Accepted(Decision.Accept decision, Acceptance taken)
    {
        var isAddress = decision.Event.RecordType == "address";
        _addresses += isAddress ? 1 : 0;
        var isHeld = decision.IsHeld || (isAddress && !addressesAreMeant && _addresses > HeldAddresses.MostByThemselves);
        Line(
            $"would apply {decision.Label} to {OutcomeLines.Name(decision.Event)} at "
            + $"{string.Join(", ", taken.Routes.Select(route => route.Provider))}: {decision.Event.Rule}"
            + (decision.Event.Status.Length > 0 ? $", status {decision.Event.Status}" : "")
            + (decision.AskedFirst.Count > 0
                ? $" (if {string.Join(" or ", decision.AskedFirst)} says that subscriber {decision.Event.Reference?.Subscriber} is this address)" : "")
            + (isHeld ? " (held)" : observes ? " (observed)" : ""));
    }

    /// <summary>Says what the end of the input would decide.</summary>
    public void End()
    {
        if (_addresses > HeldAddresses.MostByThemselves && !addressesAreMeant)
            Line($"all {_addresses} plain addresses would be held: more than {HeldAddresses.MostByThemselves} may be a mistake; --addresses says that they are meant");
    }

    /// <inheritdoc/>
    public void Skipped(long offset, string reason, string detail, Decision.Skip? decision)
    {
        var whom = decision?.Event is { } e ? OutcomeLines.Name(e) + " from " + e.EnvelopeSender : $"the row at byte {offset}";
        var more = detail.Length > 0 ? detail : decision?.Text ?? "";
        Line($"would skip {whom}: {reason}" + (more.Length > 0 ? $" ({more})" : ""));
    }

    /// <inheritdoc/>
    public void Unterminated(long offset) => Line($"the last line, at byte {offset}, has no line end and is taken");

    /// <inheritdoc/>
    public Task HeaderAsync(IReadOnlyList<string> columns) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task TickAsync(RowTally tally, DateTimeOffset? lastRecord, bool allTold = true) => Task.CompletedTask;

    private bool IsNew(Events.EventIdentity identity, Route route) =>
        _seen.Count < MostSeen ? _seen.Add((identity, route)) : !_seen.Contains((identity, route));

    private void Line(string text) => output.WriteLine(LogLine.Escape(text));
}
