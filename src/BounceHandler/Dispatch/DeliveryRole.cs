using BounceHandler.Logging;
using BounceHandler.Maildrop;

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

    private readonly CancellationTokenSource _stop = new();
    private Task _task = Task.CompletedTask;
    private volatile Dispatcher? _current;

    /// <summary>This process dispatches now.</summary>
    public Dispatcher? Current => _current;

    /// <summary>Some other process waits for the lock. Only the holder may ask: a process that waits would find itself.</summary>
    public bool SomebodyWaits => FileLock.IsHeld(WaitingPath(directory));

    /// <summary>Begins to wait for the lock and to dispatch with it.</summary>
    public void Start() => _task = Task.Run(RunAsync);

    /// <summary>This process has committed new rows.</summary>
    public void Wake() => _current?.Wake();

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
                if (held is null)
                    return;
                using var dispatcher = create();
                _current = dispatcher;
                log.DispatcherTaken();
                await dispatcher.RunAsync(Grace, _stop.Token);
            }
            catch (Exception e)
            {
                // Whatever it was: a pipe lives for weeks, and records are still being accepted.
                log.DeliveryFailed(e.Message);
                await Pause(AfterFailure);
            }
            finally
            {
                _current = null;
            }
        }

        log.DispatcherReleased();
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
