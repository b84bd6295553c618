using System.Threading.Channels;
using BounceHandler.Classification;
using BounceHandler.Input;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>
/// Hop three: decisions to the spool, in the order of the input. What has come in during one commit goes into the next one together, and while that one
/// is under way the one before is counted and logged.
/// </summary>
internal sealed class RowAcceptance(IAcceptor acceptor, RowTally tally, RecordCounts? counts, Continuation from)
{
    // Large commits write each page of an index once and not again and again; this many events fit into memory whatever they say.
    private const int MostAtOnce = 3072;

    private (List<JudgedRow> Rows, IReadOnlyList<Acceptance> Taken)? _untold;

    /// <summary>Byte offset up to which input was accepted.</summary>
    public long Offset { get; private set; } = from.Offset;

    /// <summary>Where another reader goes on; not behind <see cref="Offset"/>.</summary>
    public Continuation Reached { get; private set; } = from;

    /// <summary>Called with the bytes accepted so far.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Called with <see cref="Reached"/>.</summary>
    public Action<Continuation>? Noted { get; init; }

    /// <summary>When a row was read last; null if none was.</summary>
    public DateTimeOffset? LastRecord { get; private set; }

    /// <summary>Takes groups until there are no more.</summary>
    /// <exception cref="StoreException">The state cannot be written: nothing after <see cref="Offset"/> was taken, and what was is counted.</exception>
    public async Task RunAsync(ChannelReader<RowGroup> groups)
    {
        try
        {
            while (await groups.WaitToReadAsync())
            {
                await AcceptNextAsync(groups);
                await acceptor.TickAsync(tally, LastRecord, allTold: _untold is not { Taken.Count: > 0 });
            }
        }
        finally
        {
            TellUntold();
        }
    }

    private async Task AcceptNextAsync(ChannelReader<RowGroup> groups)
    {
        var (rows, end, reached) = (new List<JudgedRow>(), Offset, Reached);
        while (rows.Count < MostAtOnce && groups.TryRead(out var group))
        {
            rows.AddRange(group.Rows);
            (end, reached, LastRecord) = (group.EndOffset, group.Reached ?? reached, group.LastRecord);
        }

        // Nothing that may fail stands between the beginning of a commit and its end: its rows would be taken, and not known to be.
        var accepting = AcceptAsync(rows);
        TellUntold();
        _untold = (rows, await accepting);
        (Offset, Reached) = (end, reached);
        // With nothing more to commit there is nothing to wait for.
        if (!groups.TryPeek(out _))
            TellUntold();
        Progress?.Invoke(end);
        Noted?.Invoke(reached);
    }

    private async Task<IReadOnlyList<Acceptance>> AcceptAsync(List<JudgedRow> rows)
    {
        // First, as it may fail: what has been taken must not lie behind the offset that is named then. A header that was cut off may have lost names.
        foreach (var row in rows)
        {
            if (row is { Header: { } names, IsUnterminated: false })
                await acceptor.HeaderAsync(names);
        }

        List<Decision.Accept> accepts = [.. rows.Select(row => row.Decision).OfType<Decision.Accept>()];
        return accepts.Count == 0 ? [] : await acceptor.AcceptAsync(accepts);
    }

    private void TellUntold()
    {
        if (_untold is not var (rows, taken))
            return;
        _untold = null;
        using var lines = acceptor.Gather();
        var next = 0;
        foreach (var row in rows)
        {
            if (row.Header is not null)
                tally.CountHeader();
            else if (row.IsUnterminated)
                acceptor.Unterminated(row.Offset);
            if (row.Decision is Decision.Accept accept)
                Settle(row, accept, taken[next++]);
            else if (row.Decision is Decision.Skip skip)
                Skip(row, skip);
        }
    }

    private void Settle(JudgedRow row, Decision.Accept accept, Acceptance taken)
    {
        if (taken.Routes.Count > 0)
        {
            var label = taken.Hard is null ? accept.Label : "hard";
            tally.CountProcessed(label);
            counts?.CountProcessed(row.Type, label);
            acceptor.Accepted(accept, taken);
            return;
        }

        tally.CountSkipped(taken.SkipReason, recognised: true);
        counts?.CountSkipped(row.Type, taken.SkipReason, 1);
        acceptor.Skipped(
            row.Offset, taken.SkipReason, acceptor.ShowsSkippedRows ? $"{accept.Event.Recipient?.Spelling} from {accept.Event.EnvelopeSender}: {accept.Label}" : "", null);
    }

    private void Skip(JudgedRow row, Decision.Skip skip)
    {
        var count = Math.Max(1, row.Count);
        tally.CountSkipped(skip.Reason, row.IsRecognised, count);
        counts?.CountSkipped(row.Type, skip.Reason, count);
        acceptor.Skipped(row.Offset, skip.Reason, row.Detail, skip);
    }
}
