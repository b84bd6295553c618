using BounceHandler.Maildrop;

namespace BounceHandler.Dispatch;

/// <summary>Tells the operator before the disk is full: once a day while less than <see cref="FreeSpace.Low"/> is left for the state.</summary>
internal sealed class SpaceWatch(StateDirectory directory, Func<string, long?> freeSpace, Alarms alarms, TimeProvider time) : ICompanion
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(10);

    /// <summary>Never: nobody need wait for it.</summary>
    public bool IsBusy => false;

    /// <summary>Looks every ten minutes until <paramref name="cancellationToken"/>.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Rounds.GoAsync(LookAsync, BetweenLooks, time, cancellationToken);

    private Task LookAsync(CancellationToken stop) => freeSpace(directory.DirectoryPath) is { } free and < FreeSpace.Low
        ? alarms.LowSpaceAsync(directory.DirectoryPath, free)
        : Task.CompletedTask;
}
