using BounceHandler.Logging;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>Reminds the operator every 24 hours of what waits for his word.</summary>
internal sealed class HeldReminder(Store store, Alarms alarms, OperatorLog log, TimeProvider time) : ICompanion
{
    /// <summary>How long after the first row was held; from then on as often.</summary>
    public static readonly TimeSpan After = Alarms.Quiet;

    private const int GroupsShown = 10;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(10);

    /// <summary>Never: nobody need wait for it.</summary>
    public bool IsBusy => false;

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Rounds.GoAsync(_ => LookAsync(), BetweenLooks, time, cancellationToken);

    private async Task LookAsync()
    {
        try
        {
            if (store.Held.Oldest() is not { } oldest || time.GetUtcNow() - oldest < After)
                return;
            var groups = store.Held.Groups();
            await alarms.StillHeldAsync(groups.Sum(group => group.Rows), groups.Take(GroupsShown));
        }
        catch (StoreException e)
        {
            log.HousekeepingFailed(e.Message);
        }
    }
}
