using System.Threading.Channels;
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

    /// <summary>Where another reader goes on: everything before it is safe.</summary>
    public Continuation Reached { get; init; } = Continuation.Beginning;
}

/// <summary>
/// Hops one and two: bytes to rows, rows to decisions. Hop three, the spool, runs beside them on the rows before (<see cref="RowAcceptance"/>), so that
/// reading never waits for a provider, and for a commit only when some thousand rows are ready behind it.
/// </summary>
public sealed class Intake(Judge judge, IAcceptor acceptor, RowTally tally, TimeProvider time, RecordCounts? counts = null)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    // About what one read brings: groups that are often half full would leave room for half a commit.
    private const int GroupSize = 256;

    private const int MostWaiting = 12;

    /// <summary>When a row was read last; null if none was.</summary>
    public DateTimeOffset? LastRecord { get; private set; }

    /// <summary>Reads one input to its end, or until <paramref name="stop"/> says that enough has been read.</summary>
    /// <param name="source">Its bytes.</param>
    /// <param name="reader">Makes rows of them.</param>
    /// <param name="stop">Signals.</param>
    /// <param name="progress">Called with the bytes accepted so far; a <see cref="StoreException"/> from it ends the reading.</param>
    /// <param name="reached">Called with where another reader could go on.</param>
    public async Task<IntakeResult> RunAsync(
        ByteSource source, RecordReader reader, StopSignal stop, Action<long>? progress = null, Action<Continuation>? reached = null)
    {
        var groups = Channel.CreateBounded<RowGroup>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        var acceptance = new RowAcceptance(acceptor, tally, counts, reader.Reached) { Progress = progress, Noted = reached };
        var accepting = AcceptAsync(acceptance, groups);
        var ended = await ReadAsync(source, reader, stop, groups.Writer);
        groups.Writer.TryComplete();
        var failure = await accepting;
        LastRecord = acceptance.LastRecord ?? LastRecord;
        if (failure is not null)
            return new IntakeResult(acceptance.Offset, failure.Message, StateFailed: true) { Reached = acceptance.Reached };
        return new IntakeResult(acceptance.Offset, ended?.Error is { } error ? $"reading failed: {error.Message}" : null, StateFailed: false)
        {
            StoppedEarly = ended?.Kind != ReadKind.End,
            MayHaveMore = ended?.Kind == ReadKind.Bytes,
            Reached = acceptance.Reached,
        };
    }

    private static async Task<StoreException?> AcceptAsync(RowAcceptance acceptance, Channel<RowGroup, RowGroup> groups)
    {
        try
        {
            await acceptance.RunAsync(groups.Reader);
            return null;
        }
        catch (StoreException e)
        {
            return e;
        }
        finally
        {
            // Whoever reads need not go on.
            groups.Writer.TryComplete();
        }
    }

    // Returns what ended it; null if rows are not accepted any more.
    private async Task<ReadResult?> ReadAsync(ByteSource source, RecordReader reader, StopSignal stop, ChannelWriter<RowGroup> groups)
    {
        while (true)
        {
            var read = await source.ReadAsync(Silence, CancellationToken.None);
            var isOver = read.Kind == ReadKind.End || (read.Kind == ReadKind.Silence && stop.MayEnd) || stop.MustEnd;
            if (read.Kind == ReadKind.Bytes)
            {
                stop.NoteBytes();
                reader.Append(read.Bytes.Span);
                if (!await JudgeAsync(reader, groups))
                    return null;
            }

            // Where we were told to stop, or reading failed, a last line without its end is half a line: nobody may take "a@example.co" for an address.
            if (read is { Kind: ReadKind.End, Error: null })
                reader.Complete();
            else if (reader.WantsSilence && (isOver || read.Kind == ReadKind.Silence))
                reader.Silence();
            if (!await JudgeAsync(reader, groups))
                return null;
            if (isOver)
                return read;
        }
    }

    // Also without rows: time has passed, and outcomes may be due. False if nobody takes them any more.
    private async Task<bool> JudgeAsync(RecordReader reader, ChannelWriter<RowGroup> groups)
    {
        var rows = new List<JudgedRow>();
        while (reader.TryRead(out var row))
        {
            rows.Add(Judge(row));
            if (rows.Count < GroupSize)
                continue;
            // In the middle of what has arrived nobody could go on: the reader knows of headers further down.
            if (!await SendAsync(groups, new RowGroup(rows, reader.AcceptedOffset, null, LastRecord)))
                return false;
            rows = new List<JudgedRow>(GroupSize);
        }

        return await SendAsync(groups, new RowGroup(rows, reader.AcceptedOffset, reader.Reached, LastRecord));
    }

    private static async ValueTask<bool> SendAsync(ChannelWriter<RowGroup> groups, RowGroup group)
    {
        while (!groups.TryWrite(group))
        {
            if (!await groups.WaitToWriteAsync())
                return false;
        }

        return true;
    }

    private JudgedRow Judge(InputRow row)
    {
        if (row.Kind == InputRowKind.Header)
            return new JudgedRow(row.Offset, null, "", 0, IsRecognised: true, row.Unterminated, "", row.Layout!.Names);
        LastRecord = time.GetUtcNow();
        return new JudgedRow(row.Offset, Decide(row), row.Detail ?? "", row.Count, IsRecognised(row), row.Unterminated, TypeOf(row), null);
    }

    private Decision Decide(InputRow row) => row.Kind switch
    {
        InputRowKind.Record => judge.OfRecord(row.Record!, LastRecord!.Value, acceptor.CountsSoftBounces),
        InputRowKind.Address => judge.OfAddress(row.Address!, acceptor.Run, LastRecord!.Value),
        _ => new Decision.Skip(row.Reason!),
    };

    private static bool IsRecognised(InputRow row) =>
        row.Kind != InputRowKind.Skipped || row.Reason is not (SkipReason.Broken or SkipReason.LayoutUnknown);

    // As it stands in events; no string is made, as this runs for every row.
    private static string TypeOf(InputRow row) => row.Kind == InputRowKind.Address ? "address" : row.Record?.RecordType.Code() ?? "";
}
