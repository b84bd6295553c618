using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// This process's part in delivering: exactly one process dispatches for a state directory, whoever holds the lock; every other one waits for it and
/// takes over within a second of its holder's death.
/// </summary>
public sealed class DeliveryRole(StateDirectory directory, Func<Dispatcher> create, OperatorLog log, TimeProvider time) : IDisposable
{
    /// <summary>How long calls under way may take to end when this process stops.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Try = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    // A waiter looks every fifth of a second, and who takes the lock only to see that it is leaving holds it for microseconds.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);
    private const int LooksForSuccessor = 40;
    private const int LooksUntilSure = 2;

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _task = Task.CompletedTask;
    private volatile Dispatcher? _current;
    private volatile StoreException? _damage;
    private CancellationTokenSource? _turn;
    private TaskCompletionSource<bool>? _handOver;
    private bool _hasLock;
    private bool _isLeaving;

    /// <summary>This process dispatches now.</summary>
    public Dispatcher? Current => _current;

    /// <summary>Why nothing can be delivered any more: the database has turned out to be damaged. Null as long as it has not.</summary>
    public StoreException? Damage => _damage;

    /// <summary>Some other process waits for the lock. Only the holder may ask: a process that waits would find itself.</summary>
    public bool SomebodyWaits => FileLock.IsHeld(WaitingPath(directory));

    /// <summary>Begins to wait for the lock and to dispatch with it.</summary>
    public void Start() => _task = Task.Run(RunAsync);

    /// <summary>This process has committed new rows.</summary>
    public void Wake() => _current?.Wake();

    /// <summary>
    /// Leaves the work to a process that waits for it. False if none has taken it after all, since it was just leaving itself: the work goes on here.
    /// </summary>
    public async Task<bool> HandOverAsync()
    {
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _handOver = asked;
            // Not Cancel: what it wakes would run here, inside the gate.
            _ = _turn?.CancelAsync();
        }

        await Task.WhenAny(asked.Task, _task);
        return !asked.Task.IsCompleted || await asked.Task;
    }

    /// <summary>Waits for the lock no longer. False if it has come in the meantime: its last holder relies on us.</summary>
    public bool TryLeave()
    {
        lock (_gate)
        {
            _isLeaving = !_hasLock;
            return _isLeaving;
        }
    }

    /// <summary>Begins no new call any more; comes back when calls under way have ended and the lock is free.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _task;
    }

    /// <summary>Begins no new call any more.</summary>
    public void BeginStop() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private static string WaitingPath(StateDirectory directory) => Path.Combine(directory.DirectoryPath, "waiting.lock");

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var held = await WaitForLockAsync();
                if (held is null || !TryStay())
                    return;
                await DispatchAsync();
            }
            catch (StoreException e) when (e.IsDamaged)
            {
                log.DeliveryFailed(e.Message);
                _damage = e;
                return;
            }
            catch (Exception e)
            {
                // Whatever it was: a pipe lives for weeks, and records are still being accepted.
                log.DeliveryFailed(e.Message);
                await Pause(AfterFailure);
            }

            lock (_gate)
                _hasLock = false;
            if (Interlocked.Exchange(ref _handOver, null) is not { } asked)
                continue;
            var isTaken = await IsTakenOverAsync();
            asked.SetResult(isTaken);
            if (isTaken)
                break;
        }

        log.DispatcherReleased();
    }

    private async Task DispatchAsync()
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var dispatcher = create();
        lock (_gate)
        {
            _turn = turn;
            if (_handOver is not null)
                _ = turn.CancelAsync();
        }

        try
        {
            _current = dispatcher;
            log.DispatcherTaken();
            await dispatcher.RunAsync(Grace, turn.Token);
        }
        finally
        {
            _current = null;
            lock (_gate)
                _turn = null;
        }
    }

    private bool TryStay()
    {
        lock (_gate)
        {
            _hasLock = !_isLeaving;
            return _hasLock;
        }
    }

    private async Task<bool> IsTakenOverAsync()
    {
        var seen = 0;
        for (var look = 0; look < LooksForSuccessor && !_stop.IsCancellationRequested; look++)
        {
            await Pause(Look);
            seen = FileLock.IsHeldExclusively(directory.DispatcherLockPath) ? seen + 1 : 0;
            if (seen == LooksUntilSure)
                return true;
            if (seen == 0 && !SomebodyWaits)
                return false;
        }

        return false;
    }

    private async Task<FileLock?> WaitForLockAsync()
    {
        FileLock? waiting = null;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (FileLock.TryExclusive(directory.DispatcherLockPath) is { } held)
                    return held;
                waiting ??= FileLock.Shared(WaitingPath(directory));
                await Pause(Try);
            }

            return null;
        }
        finally
        {
            waiting?.Dispose();
        }
    }

    private async Task Pause(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the caller looks at the token.
        }
    }
}
