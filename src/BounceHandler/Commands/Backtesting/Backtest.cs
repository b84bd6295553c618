using System.Security.Cryptography;
using BounceHandler.Classification;
using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Commands.Backtesting;

/// <summary>
/// What one configuration, or two beside each other, makes of some rows. Asks nobody and writes nothing. Not for several threads.
/// </summary>
/// <param name="settings">The configuration in force.</param>
/// <param name="judge">Its judge.</param>
/// <param name="other">Another one to compare with; null: none.</param>
/// <param name="learned">Takes the removals for the brake's baseline; null: nobody wants them.</param>
internal sealed class Backtest(Settings settings, Judge judge, Judge? other, BrakeCounts? learned)
{
    private const long Run = 0;

    private readonly BrakeLimits _limits = new(settings.Brake);
    private readonly SeenEvents _seen = new();
    private readonly RecipientHash _hash = new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
    private BacktestTally? _tally;
    private (BacktestDifference Here, BacktestDifference There)? _differences;

    /// <summary>Rows by type, as PowerMTA writes it.</summary>
    public TopCounts Types { get; } = new();

    /// <summary>Rows that are neither header nor blank.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that told of an event that another one had told of before.</summary>
    public long Repeated { get; private set; }

    /// <summary>Every repeated event was recognised.</summary>
    public bool KnowsAllRepeated => !_seen.IsFull;

    /// <summary>A header or at least one row made sense.</summary>
    public bool AnythingRecognised { get; private set; }

    /// <summary>What the configuration in force makes of them.</summary>
    public BacktestTally Tally => _tally ??= new BacktestTally(settings.Brake, _hash);

    /// <summary>Removals of this configuration that the other one does not make, and the other way round; null where there is no other one.</summary>
    public (BacktestDifference Here, BacktestDifference There)? Differences =>
        other is null ? null : _differences ??= (new BacktestDifference(_hash), new BacktestDifference(_hash));

    /// <summary>Takes a row.</summary>
    /// <param name="row">As read.</param>
    /// <param name="now">For rows that carry no time.</param>
    public void Take(in InputRow row, DateTimeOffset now)
    {
        AnythingRecognised |= row.Kind != InputRowKind.Skipped || row.Reason is not (SkipReason.Broken or SkipReason.LayoutUnknown);
        if (row.Kind == InputRowKind.Header)
            return;
        var count = Math.Max(1, row.Count);
        Rows += count;
        Types.Add(TypeOf(row), count: count);
        var decision = Decide(judge, row, now);
        var isNew = IsNew(decision, row, 0);
        if (isNew)
            Count(decision, count);
        else
            Repeated += count;
        if (Differences is var (here, there))
            Compare(decision, isNew, Decide(other!, row, now), row, here, there);
    }

    private void Count(Decision decision, long count)
    {
        Tally.Count(decision, count);
        if (learned is not null && BacktestTally.RemovalOf(decision) is { } removal)
            learned.AddRemoval(removal, _limits);
    }

    private void Compare(Decision decision, bool isNew, Decision others, in InputRow row, BacktestDifference here, BacktestDifference there)
    {
        var (removal, theirs) = (BacktestTally.RemovalOf(decision), BacktestTally.RemovalOf(others));
        if (removal is not null && theirs is null && isNew)
            here.Count(removal, others);
        else if (removal is null && theirs is not null && IsNew(others, row, 2))
            there.Count(theirs, decision);
    }

    private static Decision Decide(Judge judge, in InputRow row, DateTimeOffset now) => row.Kind switch
    {
        InputRowKind.Record => judge.OfRecord(row.Record!, now),
        InputRowKind.Address => judge.OfAddress(row.Address!, Run, now),
        _ => new Decision.Skip(row.Reason!),
    };

    // What is not acted on does not stand in the way of a later report that is.
    private bool IsNew(Decision decision, in InputRow row, int number) => decision switch
    {
        Decision.Accept accept => _seen.Add(accept.Event.Identity, number),
        Decision.Skip { Judged: { } judged } when row.Record is { } record => _seen.Add(BounceReading.IdentityOf(record, judged), number + 1),
        Decision.Skip { Event: { Recipient: not null, RecordType: "b" or "rb" } bounce } when row.Record is { } record =>
            _seen.Add(BounceReading.IdentityOf(record, bounce), number + 1),
        _ => true,
    };

    // A row that was skipped unread says its type in its reason.
    private static ReadOnlySpan<char> TypeOf(in InputRow row) => row.Kind switch
    {
        InputRowKind.Record => row.Record!.RecordType.Code(),
        InputRowKind.Address => "address",
        _ when row.Reason!.StartsWith("type ", StringComparison.Ordinal) => row.Reason.AsSpan("type ".Length),
        _ => row.Reason,
    };
}
