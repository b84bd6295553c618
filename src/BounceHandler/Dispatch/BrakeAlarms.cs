using BounceHandler.Classification.Brake;
using BounceHandler.Logging;

namespace BounceHandler.Dispatch;

/// <summary>
/// Tells the operator which groups the brake holds: a log line a group and hour of event time, a mail a group and day. Old files that are replayed may
/// have many such groups: after some mails one stands for all others.
/// </summary>
public sealed class BrakeAlarms(Alarms alarms, OperatorLog log, TimeProvider time)
{
    private const int MostInHour = 10;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Queue<BrakeClosing> _closed = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DateTimeOffset _until;

    /// <summary>Notes a group that is to be told of.</summary>
    public void Add(BrakeClosing closing) => _closed.Enqueue(closing);

    /// <summary>Tells of all that were noted.</summary>
    public async Task TellAsync()
    {
        while (_closed.TryDequeue(out var closing))
        {
            var hour = TimeZoneInfo.ConvertTime(closing.Hour, time.LocalTimeZone);
            log.BrakeClosed(closing.Group, hour, closing.Made, closing.Deliveries);
            var now = time.GetUtcNow();
            if (now >= _until)
            {
                _told.Clear();
                _until = now + Hour;
            }

            if (_told.Count > MostInHour || !_told.Add(closing.Group))
                continue;
            if (_told.Count > MostInHour)
                await alarms.ManyBrakesAsync();
            else
                await alarms.BrakeAsync(closing, hour);
        }
    }
}
