using System.Globalization;
using BounceHandler.Logging;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Watches that nobody who asked to be removed waits too long: senders must honour an unsubscribe within two days (Gmail and Yahoo sender requirements),
/// so the alarm leaves half a day to act.
/// </summary>
internal sealed class LateRequests(Store store, Alarms alarms, OperatorLog log, TimeProvider time) : ICompanion
{
    /// <summary>How old a request may get before the alarm.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(36);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(10);

    /// <summary>Never: nobody need wait for it.</summary>
    public bool IsBusy => false;

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Rounds.GoAsync(_ => LookAsync(), BetweenLooks, time, cancellationToken);

    private async Task LookAsync()
    {
        try
        {
            var (count, oldest) = store.Measured.RequestsBefore(time.GetUtcNow() - Limit);
            if (count == 0)
                return;
            var since = TimeZoneInfo.ConvertTime(oldest, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            await alarms.RaiseAsync(
                "late-requests",
                $"requests to be removed have waited for more than {Limit.TotalHours:F0} hours: {count}",
                $"The oldest came in at {since}. Senders must honour such a request within two days.\n"
                + "\"bouncehandler status\" says which provider does not answer, \"bouncehandler queue list\" whom it concerns.");
        }
        catch (StoreException e)
        {
            log.HousekeepingFailed(e.Message);
        }
    }
}
