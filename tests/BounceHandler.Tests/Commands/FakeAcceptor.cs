using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Commands;

/// <summary>Takes every event once, remembers everything, and fails from some batch on if it is told to.</summary>
internal sealed class FakeAcceptor(int failsFromBatch = int.MaxValue) : IAcceptor
{
    private readonly HashSet<BounceHandler.Events.EventIdentity> _known = [];

    public List<int> Batches { get; } = [];

    public List<string> Taken { get; } = [];

    public List<IReadOnlyList<string>> Headers { get; } = [];

    public int Ticks { get; private set; }

    /// <summary>It was said that all had been told when it had not.</summary>
    public bool WasToldWrong { get; private set; }

    /// <summary>Each is new, so that each that was taken is told of.</summary>
    private int Untold => Batches.Sum() - Taken.Count;

    public int UnterminatedLines { get; private set; }

    public long Run => 7;

    public Task<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Decision.Accept> batch)
    {
        Batches.Add(batch.Count);
        if (Batches.Count >= failsFromBatch)
            throw new StoreException("no space left");
        return Task.FromResult<IReadOnlyList<Acceptance>>([.. batch.Select(accept => new Acceptance(_known.Add(accept.Event.Identity) ? accept.Routes : []))]);
    }

    public void Skipped(long offset, string reason, string detail, Decision.Skip? decision)
    {
        // The tally counts them.
    }

    public void Accepted(Decision.Accept decision, Acceptance taken) => Taken.Add(decision.Event.Recipient!.Identity);

    public Task HeaderAsync(IReadOnlyList<string> columns)
    {
        Headers.Add(columns);
        return Task.CompletedTask;
    }

    public void Unterminated(long offset) => UnterminatedLines++;

    public Task TickAsync(RowTally tally, DateTimeOffset? lastRecord, bool allTold = true)
    {
        Ticks++;
        WasToldWrong |= allTold && Untold > 0;
        return Task.CompletedTask;
    }
}
