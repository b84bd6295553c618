using BounceHandler.Classification;
using BounceHandler.Input;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>How reading one input ended.</summary>
/// <param name="AcceptedOffset">Bytes up to which input was accepted.</param>
/// <param name="Error">Why reading stopped before the end; null if it did not.</param>
/// <param name="StateFailed">The state could not be written.</param>
public sealed record IntakeResult(long AcceptedOffset, string? Error, bool StateFailed)
{
    /// <summary>A signal ended it; what follows in the input was not read.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>Bytes were still coming when it was ended.</summary>
    public bool MayHaveMore { get; init; }
}

/// <summary>
/// Hops one to three: bytes to rows, rows to decisions, decisions to the spool. Reading never waits for a provider, only for a commit.
/// </summary>
public sealed class Intake(Judge judge, IAcceptor acceptor, RowTally tally, TimeProvider time, RecordCounts? counts = null)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    // Large enough for one fsync to pay, small enough to stay in memory whatever arrives.
    private const int BatchSize = 2048;

    private readonly List<Pending> _pending = [];
    private DateTimeOffset? _lastRecord;
    private long _accepted;

    /// <summary>When a row was read last; null if none was.</summary>
    public DateTimeOffset? LastRecord => _lastRecord;

    /// <summary>Reads one input to its end, or until <paramref name="stop"/> says that enough has been read.</summary>
    public async Task<IntakeResult> RunAsync(ByteSource source, RecordReader reader, StopSignal stop, Action<long>? progress = null)
    {
        _accepted = reader.AcceptedOffset;
        try
        {
            while (true)
            {
                var read = await source.ReadAsync(Silence, CancellationToken.None);
                var isOver = read.Kind == ReadKind.End || (read.Kind == ReadKind.Silence && stop.MayEnd) || stop.MustEnd;
                if (read.Kind == ReadKind.Bytes)
                {
                    stop.NoteBytes();
                    reader.Append(read.Bytes.Span);
                    await TakeRowsAsync(reader);
                }

                var isComplete = read is { Kind: ReadKind.End, Error: null };
                if (isComplete)
                    reader.Complete();
                else if (reader.WantsSilence && (isOver || read.Kind == ReadKind.Silence))
                    reader.Silence();
                await TakeRowsAsync(reader);
                progress?.Invoke(_accepted);
                await acceptor.TickAsync(tally, _lastRecord);
                // Where we were told to stop, or reading failed, a last line without its end is half a line: nobody may take "a@example.co" for an address.
                if (isOver)
                {
                    return new IntakeResult(_accepted, read.Error is { } error ? $"reading failed: {error.Message}" : null, StateFailed: false)
                    {
                        StoppedEarly = read.Kind != ReadKind.End,
                        MayHaveMore = read.Kind == ReadKind.Bytes,
                    };
                }
            }
        }
        catch (StoreException e)
        {
            return new IntakeResult(_accepted, e.Message, StateFailed: true);
        }
    }

    private async Task TakeRowsAsync(RecordReader reader)
    {
        while (reader.TryRead(out var row))
        {
            if (row.Kind == InputRowKind.Header)
            {
                tally.CountHeader();
                // One that was cut off may have lost names.
                if (!row.Unterminated)
                    await acceptor.HeaderAsync(row.Layout!.Names);
                continue;
            }

            _lastRecord = time.GetUtcNow();
            if (row.Unterminated)
                acceptor.Unterminated(row.Offset);
            _pending.Add(new Pending(row.Offset, Decide(row), row.Detail ?? "", row.Count, IsRecognised(row), TypeOf(row)));
            if (_pending.Count == BatchSize)
            {
                await FlushAsync();
                _accepted = reader.AcceptedOffset;
            }
        }

        await FlushAsync();
        _accepted = reader.AcceptedOffset;
    }

    private Decision Decide(InputRow row) => row.Kind switch
    {
        InputRowKind.Record => judge.OfRecord(row.Record!, _lastRecord!.Value),
        InputRowKind.Address => judge.OfAddress(row.Address!, acceptor.Run, _lastRecord!.Value),
        _ => new Decision.Skip(row.Reason!),
    };

    private static bool IsRecognised(InputRow row) =>
        row.Kind != InputRowKind.Skipped || row.Reason is not (SkipReason.Broken or SkipReason.LayoutUnknown);

    // As it stands in events; no string is made, as this runs for every row.
    private static string TypeOf(InputRow row) => row.Kind == InputRowKind.Address ? "address" : row.Record?.RecordType.Code() ?? "";

    private async Task FlushAsync()
    {
        if (_pending.Count == 0)
            return;
        var accepts = _pending.Select(pending => pending.Decision).OfType<Decision.Accept>().ToList();
        var taken = accepts.Count == 0 ? [] : await acceptor.AcceptAsync(accepts);
        var next = 0;
        foreach (var (offset, decision, detail, count, recognised, type) in _pending)
        {
            if (decision is Decision.Accept accept && taken[next++] is var routes)
            {
                if (routes.Count > 0)
                {
                    tally.CountProcessed(accept.Label);
                    counts?.CountProcessed(type, accept.Label);
                    acceptor.Accepted(accept, routes);
                }
                else
                {
                    tally.CountSkipped("already seen", recognised: true);
                    counts?.CountSkipped(type, "already seen", 1);
                    acceptor.Skipped(offset, "already seen", accept.Event.Recipient?.Spelling ?? "", null);
                }
            }
            else if (decision is Decision.Skip skip)
            {
                tally.CountSkipped(skip.Reason, recognised, Math.Max(1, count));
                counts?.CountSkipped(type, skip.Reason, Math.Max(1, count));
                acceptor.Skipped(offset, skip.Reason, detail.Length > 0 ? detail : skip.Detail, skip);
            }
        }

        _pending.Clear();
    }

    private readonly record struct Pending(long Offset, Decision Decision, string Detail, long Count, bool Recognised, string Type);
}
