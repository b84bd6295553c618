using BounceHandler.Configuration;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>What the dispatching process does beside delivering: it forgets what has been kept long enough and removes what dead processes left.</summary>
internal sealed class Housekeeping(Store store, RetentionSettings retention, SoftBounceSettings softBounces, OperatorLog log, TimeProvider time) : ICompanion
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromHours(1);

    private static readonly TimeSpan NoticesKept = TimeSpan.FromDays(30);

    // Long enough for records to pass between two batches.
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(200);

    /// <summary>Never: nobody need wait for it.</summary>
    public bool IsBusy => false;

    /// <summary>Goes round once an hour until <paramref name="cancellationToken"/>.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Rounds.GoAsync(RoundAsync, BetweenRounds, time, cancellationToken);

    private async Task RoundAsync(CancellationToken stop)
    {
        try
        {
            store.Runs.SweepLocks();
            while (await store.Retention.ForgetAsync(retention, time.GetUtcNow(), softBounces))
                await Task.Delay(BetweenBatches, time, stop);
            while (await store.Notices.ForgetAsync(time.GetUtcNow() - NoticesKept))
                await Task.Delay(BetweenBatches, time, stop);
            while (store.Directory.Maildrop.Forget(time.GetUtcNow().AddDays(-retention.DropDays)) == MaildropDirectory.ForgottenAtOnce)
                await Task.Delay(BetweenBatches, time, stop);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            log.HousekeepingFailed(e.Message);
        }
    }
}
