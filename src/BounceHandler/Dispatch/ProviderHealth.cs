using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// How much work a provider gets. Down after eight failures in a row, or when it asks for a long pause; paused when it refuses us; then probed with one
/// row at growing pauses, and after the first success led from one call at a time up to its concurrency, so that an outage does not end in a stampede.
/// </summary>
public sealed class ProviderHealth
{
    /// <summary>Consecutive failures that make a provider count as down.</summary>
    public const int FailuresUntilDown = 8;

    /// <summary>
    /// A provider that asks for a longer pause (Retry-After, RFC 9110 section 10.2.3) is down at once; within a shorter one nothing begins, and it counts as up.
    /// </summary>
    public static readonly TimeSpan LongPause = TimeSpan.FromMinutes(1);

    private readonly RetrySchedule _schedule;
    private readonly int _concurrency;
    private int _limit;
    private int _failures;
    private int _probes;
    private int _epoch;

    /// <param name="schedule">Pauses between probes.</param>
    /// <param name="concurrency">Most calls at once.</param>
    /// <param name="state">What an earlier process left: anything but up is probed at once.</param>
    /// <param name="now">The clock.</param>
    public ProviderHealth(RetrySchedule schedule, int concurrency, ProviderState state, DateTimeOffset now)
    {
        _schedule = schedule;
        _concurrency = concurrency;
        State = state;
        _limit = state == ProviderState.Up ? concurrency : 1;
        NextProbe = state == ProviderState.Up ? DateTimeOffset.MinValue : now;
    }

    /// <summary>Up, down or paused.</summary>
    public ProviderState State { get; private set; }

    /// <summary>No call begins before: the next probe of a provider that is not up, or the end of the pause that one which is up has asked for.</summary>
    public DateTimeOffset NextProbe { get; private set; }

    /// <summary>Counts the changes of state: a call that began before the last one says nothing about now.</summary>
    public int Epoch => _epoch;

    /// <summary>Failures in a row.</summary>
    public int Failures => _failures;

    /// <summary>May another call begin?</summary>
    public bool MayBegin(int underWay, DateTimeOffset now) =>
        now >= NextProbe && underWay < (State == ProviderState.Up ? _limit : 1);

    /// <summary>A call was answered, whatever it said about the row. True if that changed the state.</summary>
    public bool Answered(int epoch)
    {
        if (epoch != _epoch)
            return false;
        _failures = 0;
        if (State == ProviderState.Up)
        {
            _limit = Math.Min(_concurrency, _limit + 1);
            return false;
        }

        Change(ProviderState.Up);
        NextProbe = DateTimeOffset.MinValue;
        _limit = 1;
        return true;
    }

    /// <summary>A call failed and may work later. True if that changed the state.</summary>
    public bool Failed(int epoch, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (epoch != _epoch)
            return false;
        _failures++;
        if (State == ProviderState.Up)
        {
            // Fewer at once while it stumbles: half the calls into a failing server is still half too many.
            _limit = Math.Max(1, _limit / 2);
            if (_failures < FailuresUntilDown && !IsLong(retryAfter))
            {
                Hold(retryAfter, now);
                return false;
            }

            Change(ProviderState.Down);
            SetProbe(retryAfter, now);
            return true;
        }

        SetProbe(retryAfter, now);
        return false;
    }

    /// <summary>The provider refuses us. True if that changed the state.</summary>
    public bool Refused(int epoch, DateTimeOffset now)
    {
        if (epoch != _epoch)
            return false;
        var changed = State != ProviderState.Paused;
        if (changed)
            Change(ProviderState.Paused);
        SetProbe(null, now);
        return changed;
    }

    /// <summary>True for a pause after which a provider does not count as up any more.</summary>
    public static bool IsLong(TimeSpan? retryAfter) => retryAfter > LongPause;

    // What one call is told holds for all: a server that counts requests would count the next ones as well.
    private void Hold(TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (retryAfter is { } asked && asked > TimeSpan.Zero && now + asked > NextProbe)
            NextProbe = now + asked;
    }

    private void Change(ProviderState state)
    {
        State = state;
        _failures = 0;
        _probes = 0;
        _epoch++;
    }

    private void SetProbe(TimeSpan? retryAfter, DateTimeOffset now) => NextProbe = now + _schedule.Pause(++_probes, retryAfter);
}
