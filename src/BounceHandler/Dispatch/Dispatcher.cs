using System.Threading.Channels;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Due work -> provider -> outcome. One loop owns all lanes; calls and commits run beside it and report back through a channel. Runs only while this
/// process holds the dispatcher lock.
/// </summary>
public sealed partial class Dispatcher : IDisposable
{
    // Other processes commit without telling us; looking this often keeps a record under 100 ms and an idle host calm.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);

    private readonly Store _store;
    private readonly IReadOnlyList<ProviderLane> _lanes;
    private readonly OutcomeRecorder _recorder;
    private readonly OperatorLog _log;
    private readonly TimeProvider _time;
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _calls = new();
    private readonly ReferenceCheck _references;
    private readonly ChangeRestorer _restorer;
    private readonly IReadOnlyList<ICompanion> _companions;
    private long _version = -1;
    private volatile View _view;

    /// <param name="store">The state.</param>
    /// <param name="providers">Every configured provider with its definition; rows of others are left alone.</param>
    /// <param name="beside">Where else an event goes once its recipient is known at one route.</param>
    /// <param name="companions">What this process does beside delivering.</param>
    /// <param name="alarms">Told when a provider is paused or work given up.</param>
    /// <param name="settings">Retry times and retention.</param>
    /// <param name="log">The log.</param>
    /// <param name="ownRun">The run whose outcomes are reported elsewhere in this process; null if it accepts nothing.</param>
    /// <param name="forgetOutages">Begin as if no provider were down: an explicit drain.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads retries.</param>
    public Dispatcher(
        Store store, IReadOnlyList<(ProviderDefinition Definition, IBounceProvider Provider)> providers,
        Func<BounceEvent, Route, IReadOnlyList<Route>> beside, IReadOnlyList<ICompanion> companions, Alarms alarms, Settings settings, OperatorLog log,
        long? ownRun, bool forgetOutages, TimeProvider time, Random random)
    {
        _companions = [new Housekeeping(store, settings.Retention, settings.SoftBounces, log, time), .. companions];
        _store = store;
        _log = log;
        _time = time;
        var schedule = new RetrySchedule(settings.Delivery, random);
        _recorder = new OutcomeRecorder(store, schedule, settings.Delivery, alarms, log, ownRun, time);
        _references = new ReferenceCheck(store, beside, _recorder);
        _restorer = new ChangeRestorer(store.Undo);
        var known = store.Providers.Read().ToDictionary(entry => entry.Name, entry => entry.State);
        var hosts = providers.GroupBy(p => p.Definition.Host.Length > 0 ? p.Definition.Host : $"#{p.Definition.Name}")
            .ToDictionary(group => group.Key, group => new HostLimit(group.Max(p => p.Definition.Concurrency)));
        _lanes = [.. providers.Select(p =>
        {
            var state = known.GetValueOrDefault(p.Definition.Name);
            if (forgetOutages && state != ProviderState.Up)
                _recorder.ForgetOutage(p.Definition.Name);
            var health = new ProviderHealth(schedule, p.Definition.Concurrency, forgetOutages ? ProviderState.Up : state, time.GetUtcNow());
            var host = hosts[p.Definition.Host.Length > 0 ? p.Definition.Host : $"#{p.Definition.Name}"];
            return new ProviderLane(p.Definition, p.Provider, health, host, store.Queued);
        })];
        _places = _lanes.Zip(providers).ToDictionary(pair => pair.First, pair => UnrecordedPerPlace * pair.Second.Definition.Concurrency);
        _view = Look(isSettled: false);
    }

    /// <summary>Takes how long calls last; null where nobody asks.</summary>
    public ApiMeter? Meter { get; init; }

    /// <summary>
    /// True when nothing is under way and nothing more can be done now: what is left waits for its time, or for a provider that is down or paused.
    /// </summary>
    public bool IsSettled => _view is { IsSettled: true } view && view.Version == _store.Version();

    /// <summary>True if some queued row may still be tried before <paramref name="deadline"/>: it is due by then and its provider may be asked by then; or if a companion is busy.</summary>
    public bool MayDeliverBefore(DateTimeOffset deadline) => IsAssisting || _view.Lanes.Any(lane =>
        _store.Queued.NextDue(lane.Name) is { } due && due <= deadline && lane.NextProbe <= deadline) || IsAssisting;

    /// <summary>True while a companion has something that it could do now.</summary>
    public bool IsAssisting => _companions.Any(companion => companion.IsBusy);

    /// <summary>This process has committed new rows: no need to wait for the next look.</summary>
    public void Wake() => _messages.Writer.TryWrite(new Message.Committed());

    /// <summary>
    /// Works until <paramref name="stop"/>; then begins no new call, gives calls under way <paramref name="grace"/> to end, records them and returns.
    /// </summary>
    /// <exception cref="StoreException">The state cannot be written any more.</exception>
    public async Task RunAsync(TimeSpan grace, CancellationToken stop)
    {
        // Companions end last: they report and count what the last calls have done.
        using var ended = new CancellationTokenSource();
        var companions = Task.WhenAll(_companions.Select(companion => KeepRunningAsync(companion, ended.Token)));
        try
        {
            await DeliverAsync(stop);
            using var end = new CancellationTokenSource(grace, _time);
            using var cancelCalls = end.Token.Register(_calls.Cancel);
            while (_lanes.Any(lane => lane.IsBusy))
                Handle(await _messages.Reader.ReadAsync(CancellationToken.None));
        }
        catch
        {
            await BreakOffAsync();
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await companions;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    // What a companion does not expect must end neither it nor the deliveries.
    private async Task KeepRunningAsync(ICompanion companion, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await companion.RunAsync(cancellationToken);
                return;
            }
            catch (Exception e)
            {
                _log.CompanionFailed(companion.GetType().Name, e.Message);
            }

            await Task.Delay(AfterFailure, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
        }
    }

    // Whoever takes the lock after us must find no call of ours under way; outcomes are recorded if that is possible again.
    private async Task BreakOffAsync()
    {
        await _calls.CancelAsync();
        while (_lanes.Any(lane => lane.IsBusy))
        {
            switch (await _messages.Reader.ReadAsync(CancellationToken.None))
            {
                case Message.Recorded recorded:
                    recorded.Lane.Recorded(recorded.Row);
                    break;
                case var message:
                    Handle(message);
                    break;
            }
        }
    }

    private async Task DeliverAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            LookForCommits();
            var begun = BeginCalls();
            var now = _time.GetUtcNow();
            _view = Look(begun == 0 && _lanes.All(lane => lane.IsSettled(now)));
            await WaitAsync(now, stop);
        }
    }

    private View Look(bool isSettled) =>
        new(isSettled, _version, [.. _lanes.Select(lane => (lane.Name, lane.Health.NextProbe))]);

    private void LookForCommits()
    {
        var version = _store.Version();
        if (version == _version)
            return;
        _version = version;
        foreach (var lane in _lanes)
            lane.NoteCommit();
    }

    private async Task WaitAsync(DateTimeOffset now, CancellationToken stop)
    {
        var wait = Poll;
        foreach (var lane in _lanes)
        {
            if (lane.WakeAt(now) is { } at && at - now < wait)
                wait = at - now < Shortest ? Shortest : at - now;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var timer = Task.Delay(wait, _time, timeout.Token);
        var message = _messages.Reader.WaitToReadAsync(timeout.Token).AsTask();
        await Task.WhenAny(timer, message);
        while (_messages.Reader.TryRead(out var next))
            Handle(next);
        await timeout.CancelAsync();
    }

    // What other threads may know of the lanes.
    private sealed record View(bool IsSettled, long Version, IReadOnlyList<(string Name, DateTimeOffset NextProbe)> Lanes);
}
