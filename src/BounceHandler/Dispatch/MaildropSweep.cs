using System.Collections.Concurrent;
using BounceHandler.Classification;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Takes unsubscribe mails out of the maildrop: what asks for something goes into the spool, everything else is set aside. A drop is deleted only after
/// the spool has it, and taken once however often it is seen.
/// </summary>
/// <param name="store">The state.</param>
/// <param name="judge">Decides about each mail.</param>
/// <param name="counts">Mails that are to be added to the shared counters; null if nobody asks for them.</param>
/// <param name="alarms">Told of a drop that cannot be taken.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
public sealed partial class MaildropSweep(
    Store store, UnsubscribeJudge judge, RecordCounts? counts, Alarms alarms, OperatorLog log, TimeProvider time) : ICompanion
{
    private const int BatchSize = 200;

    // Headers are looked at, bodies are not: one drop at a time lies in memory, and never whole.
    private const int BytesRead = 512 * 1024;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private readonly MaildropDirectory _maildrop = store.Directory.Maildrop;
    private readonly byte[] _buffer = new byte[BytesRead];

    // Drops that could not be read or moved, and when to try again.
    private readonly ConcurrentDictionary<string, Stuck> _stuck = new(StringComparer.Ordinal);
    private long? _run;
    private long _taken;

    /// <summary>Mails that were put into the spool.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>A drop waits to be taken.</summary>
    public bool IsBusy
    {
        get
        {
            try
            {
                return _maildrop.Any(MayBeTaken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false; // The sweep itself says so.
            }
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = BetweenLooks;
            try
            {
                // Listed once and worked through: listing anew for each batch would take ever longer with the length of the list.
                foreach (var batch in _maildrop.Waiting().Where(MayBeTaken).Chunk(BatchSize))
                {
                    await TakeAsync(batch);
                    if (cancellationToken.IsCancellationRequested)
                        return;
                }
            }
            catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
            {
                log.SweepFailed(e.Message);
                pause = AfterFailure;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(string[] paths)
    {
        var judged = paths.Select(Judge).OfType<Judged>().ToList();
        await AcceptAsync([.. judged.Select(one => one.Decision).OfType<UnsubscribeDecision.Accept>()]);
        // Told first, all in one commit, and then moved: a crash in between tells nobody twice.
        await Task.WhenAll(judged.Where(one => one.Decision is UnsubscribeDecision.NotUnderstood or UnsubscribeDecision.Refused).Select(TellAsync));
        foreach (var one in judged)
            Finish(one);
        if (counts is not null)
            await store.Counters.AddAsync(counts.Take());
    }

    private async Task AcceptAsync(List<UnsubscribeDecision.Accept> accepted)
    {
        if (accepted.Count == 0)
            return;
        _run ??= await BeginRunAsync();
        var taken = await store.Spool.AddAsync(_run.Value, [.. accepted.Select(one => new SpoolEntry(one.Event, one.Routes))]);
        foreach (var (one, acceptance) in accepted.Zip(taken).Where(pair => pair.Second.Routes.Count > 0))
        {
            Interlocked.Increment(ref _taken);
            log.Bounced(one.Event, "unsubscribe", [.. acceptance.Routes.Select(store.Spool.Destination)]);
        }
    }

    // It ends at once: outcomes are reported by whoever delivers.
    private async Task<long> BeginRunAsync()
    {
        using var run = await store.Runs.BeginAsync("maildrop");
        // It reads no input that could have a gap.
        await store.Gaps.NoteNoneAsync(run.Id);
        await store.Runs.EndAsync(run.Id);
        return run.Id;
    }

    private Task TellAsync(Judged one) =>
        store.Notices.AddNotUnderstoodAsync(one.Name, one.To, one.From, one.Subject, one.Decision.Reason, one.Arrived);

    private bool MayBeTaken(string path) => !_stuck.TryGetValue(path, out var stuck) || stuck.RetryAt <= time.GetUtcNow();

    private sealed record Stuck(DateTimeOffset RetryAt, TimeSpan Pause);

    // What is left of a drop when it has been read.
    private sealed record Judged(string Path, string To, string From, string Subject, DateTimeOffset Arrived, UnsubscribeDecision Decision)
    {
        public string Name => System.IO.Path.GetFileName(Path);
    }
}
