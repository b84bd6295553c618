using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// What this process has heard of deliveries, which prove that an address works. One thread reports them (<see cref="Delivered"/>), another one brings
/// what matters to the database (<see cref="FlushAsync"/>), and the writer asks. Nothing is allocated before the first delivery.
/// </summary>
public sealed class Deliveries : IDeliverySink
{
    /// <summary>Deliveries of recipients nobody asks about that are stored in an hour, so that small inputs are complete.</summary>
    public const int UntrackedPerHour = 2000;

    /// <summary>Soft bounces that are stored in an hour while nothing is heard of deliveries, so that small inputs are complete in any order.</summary>
    public const int UncoveredPerHour = 2000;

    private const int ManyPending = 1024;
    private static readonly TimeSpan LongestPending = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenMarks = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(1);

    private readonly DeliveryTable _table;
    private readonly DeliveryRates _rates = new();
    private readonly TrackedReader _trackedReader;
    private readonly RecipientHash _hash;
    private readonly TimeProvider _time;
    private readonly PendingDeliveries _pending = new();
    private volatile RecentDeliveries? _recent;
    private volatile TrackedRecipients? _tracked;
    private readonly (ulong Hash, uint At)[] _unsettled = new (ulong, uint)[32];
    private int _unsettledCount;
    private IReadOnlyList<string> _addedBefore = [];
    private long _latest;
    private long _earliest = long.MaxValue;
    private int _untrackedLeft = UntrackedPerHour;
    private int _uncoveredLeft = UncoveredPerHour;
    private volatile bool _areHeardOf;
    private DateTimeOffset _hourEnds;
    private DateTimeOffset _flushedAt;
    private DateTimeOffset _markedAt;
    private DateTimeOffset _lookedAt;

    internal Deliveries(DeliveryTable table, TrackedReader trackedReader, RecipientHash hash, TimeProvider time)
    {
        _table = table;
        _trackedReader = trackedReader;
        _hash = hash;
        _time = time;
    }

    /// <summary>UTC hours since 1970 whose deliveries were counted before, and do not count for the brake's rates again. To be set before anything is read.</summary>
    public IReadOnlySet<long> CountedHours
    {
        set => _rates.Counted = value;
    }

    /// <summary>What is read happened long ago, perhaps when nobody listened. To be set before anything is read.</summary>
    public bool ReadsHistory { get; set; }

    /// <summary>Deliveries come with the bounces that are read: a bounce of any time may count.</summary>
    internal bool ComeAlong => !ReadsHistory || _recent is not null;

    /// <inheritdoc/>
    public void Delivered(ReadOnlySpan<byte> recipient, long unixSeconds)
    {
        var hash = _hash.Of(recipient, out var domain);
        if (hash == 0 || unixSeconds is <= 0 or > uint.MaxValue || (unixSeconds > _latest && !IsBelieved(unixSeconds)))
            return;
        var recent = _recent ??= new RecentDeliveries();
        recent.Touch(hash);
        _unsettled[_unsettledCount++] = (hash, (uint)unixSeconds);
        if (domain != 0)
            _rates.Count(recipient[(recipient.LastIndexOf((byte)'@') + 1)..], domain, unixSeconds);
        if (unixSeconds < Volatile.Read(ref _earliest))
        {
            Volatile.Write(ref _earliest, unixSeconds);
            _areHeardOf = true;
        }

        if (_tracked?.MayHold(hash) == true || (Volatile.Read(ref _untrackedLeft) > 0 && Interlocked.Decrement(ref _untrackedLeft) >= 0))
            _pending.Add(recipient, (uint)unixSeconds);
        if (_unsettledCount == _unsettled.Length)
            Note();
    }

    /// <summary>Soft bounces are to be counted: deliveries are heard of, here or by another process, or there were few of them.</summary>
    public bool CountSoftBounces => _areHeardOf || Volatile.Read(ref _uncoveredLeft) > 0;

    /// <summary>So many soft bounces have been counted.</summary>
    public void SoftBouncesCounted(int count)
    {
        if (count > 0 && !_areHeardOf)
            Interlocked.Add(ref _uncoveredLeft, -count);
    }

    /// <inheritdoc/>
    public void Settle()
    {
        Note();
        _rates.Settle();
    }

    // A clock that runs ahead must not spare a recipient for ever.
    private bool IsBelieved(long unixSeconds)
    {
        _latest = (_time.GetUtcNow() + MostAhead).ToUnixTimeSeconds();
        return unixSeconds <= _latest;
    }

    private void Note()
    {
        foreach (var (hash, at) in _unsettled.AsSpan(0, _unsettledCount))
            _recent!.Note(hash, at);
        _unsettledCount = 0;
    }

    /// <summary>Brings to the database what is due; all of it if <paramref name="all"/>, when nothing is reported any more.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public async Task FlushAsync(bool all)
    {
        do
            await FlushOnceAsync(all);
        while (all && _trackedReader.HasMore);
    }

    private async Task FlushOnceAsync(bool all)
    {
        var now = _time.GetUtcNow();
        if (!IsDue(now, all))
            return;
        var isLooking = all || _trackedReader.HasMore || now - _lookedAt >= BetweenLooks;
        if (isLooking)
        {
            _lookedAt = now;
            _areHeardOf = Volatile.Read(ref _earliest) != long.MaxValue || _trackedReader.AreDeliveriesHeardOf(now);
        }

        if (now >= _hourEnds)
            BeginHour(now);
        if (_recent is not { } recent)
            return;
        if (isLooking)
            LookForTracked(recent);

        var pending = _pending.Take(now);
        var earliest = Interlocked.Exchange(ref _earliest, long.MaxValue);
        var seen = earliest != long.MaxValue && now - _markedAt >= BetweenMarks ? earliest : (long?)null;
        if (seen is null && earliest != long.MaxValue)
            Volatile.Write(ref _earliest, Math.Min(earliest, Volatile.Read(ref _earliest)));
        _flushedAt = now;
        if (all)
            _rates.Gather();
        var rates = _rates.Take(all ? 1 : DeliveryRates.Least);
        if (pending.Count + rates.Count == 0 && seen is null)
            return;
        await _table.WriteAsync(pending, rates, seen is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null, now);
        if (seen is not null)
            _markedAt = now;
    }

    /// <summary>When something was delivered to a recipient last, as far as this process remembers; null if that is not known.</summary>
    internal DateTimeOffset? LastOf(EmailAddress recipient) =>
        _recent?.LastOf(_hash.Of(recipient)) is { } seconds and > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private void BeginHour(DateTimeOffset now)
    {
        var isFirst = _hourEnds == default;
        _hourEnds = now.AddHours(1);
        if (isFirst)
            return;
        Volatile.Write(ref _untrackedLeft, UntrackedPerHour);
        Volatile.Write(ref _uncoveredLeft, UncoveredPerHour);
    }

    private bool IsDue(DateTimeOffset now, bool all) =>
        all || _trackedReader.HasMore || now - _lookedAt >= BetweenLooks
        || _pending.Count is var pending && (pending >= ManyPending || (pending > 0 && now - _flushedAt >= LongestPending));

    // What was delivered to somebody who has just come to matter is remembered, perhaps, and was not stored.
    private void LookForTracked(RecentDeliveries recent)
    {
        var added = _trackedReader.Next();
        // Once more at the next look: a delivery may have been under way.
        foreach (var identity in _addedBefore.Concat(added))
        {
            if (!EmailAddress.TryParse(identity, out var recipient))
                continue;
            var hash = _hash.Of(recipient);
            (_tracked ??= new TrackedRecipients()).Add(hash);
            if (recent.LastOf(hash) is > 0 and var at)
                _pending.Add(Encoding.UTF8.GetBytes(identity), at);
        }

        _addedBefore = added;
    }
}
