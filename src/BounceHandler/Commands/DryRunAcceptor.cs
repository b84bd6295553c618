using BounceHandler.Classification;
using BounceHandler.Dispatch;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Shows what would be done: one line a record, nothing written, nothing asked, nothing marked as seen.</summary>
public sealed class DryRunAcceptor(TextWriter output) : IAcceptor
{
    // Enough to show that a file repeats itself, and no more memory than that however long it is.
    private const int MostSeen = 100_000;

    private readonly HashSet<(Events.EventIdentity, Route)> _seen = [];

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
    public void Accepted(Decision.Accept decision, Acceptance taken) => Line(
        $"would apply {decision.Label} to {OutcomeLines.Name(decision.Event)} at "
        + $"{string.Join(", ", taken.Routes.Select(route => route.Provider))}: {decision.Event.Rule}"
        + (decision.Event.Status.Length > 0 ? $", status {decision.Event.Status}" : ""));

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
