using BounceHandler.Classification;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Where decisions go: into the spool, or onto the screen of a dry run.</summary>
public interface IAcceptor
{
    /// <summary>The run that plain addresses are counted once for.</summary>
    long Run { get; }

    /// <summary>Soft bounces that nobody has an action for are of use, since a recipient's add up.</summary>
    bool CountsSoftBounces => true;

    /// <summary>Takes a batch. Returns, in the same order, what became of each.</summary>
    /// <exception cref="StoreException">None of them was taken.</exception>
    Task<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Decision.Accept> batch);

    /// <summary>Details of <see cref="Skipped"/> are read by somebody; a healthy input has millions.</summary>
    bool ShowsSkippedRows => true;

    /// <summary>A row was skipped. <paramref name="detail"/> is what is wrong with it; empty where <paramref name="decision"/> says all.</summary>
    void Skipped(long offset, string reason, string detail, Decision.Skip? decision);

    /// <summary>An event was accepted by at least one route.</summary>
    void Accepted(Decision.Accept decision, Acceptance taken);

    /// <summary>Many rows are told about until what this returns is disposed; null: that makes no difference.</summary>
    IDisposable? Gather() => null;

    /// <summary>A header was read.</summary>
    Task HeaderAsync(IReadOnlyList<string> columns);

    /// <summary>The last line had no line end and was taken.</summary>
    void Unterminated(long offset);

    /// <summary>Time has passed or rows were taken: report what is due.</summary>
    /// <param name="tally">What was counted so far.</param>
    /// <param name="lastRecord">When a row was read last.</param>
    /// <param name="allTold">False: the last batch has been taken, and its rows have no lines yet.</param>
    Task TickAsync(Statistics.RowTally tally, DateTimeOffset? lastRecord, bool allTold = true);
}
