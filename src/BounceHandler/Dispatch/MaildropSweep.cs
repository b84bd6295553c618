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
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
public sealed class MaildropSweep(Store store, UnsubscribeJudge judge, RecordCounts? counts, OperatorLog log, TimeProvider time) : ICompanion
{
    private const int BatchSize = 200;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly MaildropDirectory _maildrop = store.Directory.Maildrop;

    // Drops that cannot be read or moved, told once each; they stay where they are.
    private readonly ConcurrentDictionary<string, bool> _stuck = new(StringComparer.Ordinal);

    private long? _run;

    /// <summary>A drop waits to be taken.</summary>
    public bool IsBusy => _maildrop.Waiting().Any(path => !_stuck.ContainsKey(path));

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = BetweenLooks;
            try
            {
                if (await TakeAsync())
                    continue;
            }
            catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
            {
                log.SweepFailed(e.Message);
                pause = AfterFailure;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // True if there may be more.
    private async Task<bool> TakeAsync()
    {
        var paths = _maildrop.Waiting().Where(path => !_stuck.ContainsKey(path)).Take(BatchSize).ToList();
        if (paths.Count == 0)
            return false;
        var read = new List<(string Path, Drop Drop, UnsubscribeDecision Decision)>();
        foreach (var path in paths)
        {
            if (Read(path) is { } drop)
                read.Add((path, drop, judge.Decide(drop, Path.GetFileName(path), time.GetUtcNow())));
        }

        await AcceptAsync([.. read.Where(one => one.Decision is UnsubscribeDecision.Accept)]);
        foreach (var (path, drop, decision) in read)
            await FinishAsync(path, drop, decision);
        if (counts is not null)
            await store.Counters.AddAsync(counts.Take());
        return true;
    }

    private Drop? Read(string path)
    {
        try
        {
            switch (DropReader.Read(path))
            {
                case DropReading.Complete complete:
                    return complete.Drop;
                case DropReading.Corrupt corrupt:
                    log.DropCorrupt(Path.GetFileName(path), corrupt.Reason, _maildrop.KeepCorrupt(path));
                    Count("corrupt");
                    return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave(path, e);
        }

        return null;
    }

    private async Task AcceptAsync(IReadOnlyList<(string Path, Drop Drop, UnsubscribeDecision Decision)> accepted)
    {
        if (accepted.Count == 0)
            return;
        _run ??= await BeginRunAsync();
        var entries = accepted.Select(one => (UnsubscribeDecision.Accept)one.Decision).ToList();
        var taken = await store.Spool.AddAsync(_run.Value, [.. entries.Select(entry => new SpoolEntry(entry.Event, entry.Routes))]);
        foreach (var (entry, routes) in entries.Zip(taken).Where(pair => pair.Second.Count > 0))
            log.Bounced(entry.Event, "unsubscribe", [.. routes.Select(route => route.Provider)]);
    }

    // It ends at once: outcomes are reported by whoever delivers.
    private async Task<long> BeginRunAsync()
    {
        using var run = await store.Runs.BeginAsync("maildrop");
        await store.Runs.EndAsync(run.Id);
        return run.Id;
    }

    private async Task FinishAsync(string path, Drop drop, UnsubscribeDecision decision)
    {
        var name = Path.GetFileName(path);
        try
        {
            switch (decision)
            {
                case UnsubscribeDecision.Accept:
                    File.Delete(path);
                    Count("unsubscribe");
                    break;
                case UnsubscribeDecision.SetAside aside:
                    log.DropSetAside(name, drop.To, aside.Reason, _maildrop.SetAside(path));
                    Count("set aside");
                    break;
                case UnsubscribeDecision.NotUnderstood unclear:
                    await TellAsync(name, drop, unclear.Reason);
                    log.DropNotUnderstood(name, drop.To, unclear.Reason, _maildrop.SetAside(path));
                    Count("not understood");
                    break;
                case UnsubscribeDecision.Refused refused:
                    await TellAsync(name, drop, refused.Reason);
                    log.DropRefused(name, drop.To, refused.Reason, _maildrop.SetAside(path));
                    Count("refused");
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave(path, e);
        }
    }

    private void Count(string outcome) => counts?.CountProcessed("mail", outcome);

    private Task TellAsync(string name, Drop drop, string reason)
    {
        var mail = RequestMail.Read(drop.Mail);
        return store.Notices.AddNotUnderstoodAsync(name, drop.To, mail.From, mail.Subject, reason, drop.Time);
    }

    private void Leave(string path, Exception e)
    {
        if (File.Exists(path) && _stuck.TryAdd(path, true))
            log.DropStuck(path, e.Message);
    }
}
