using System.Text;
using BounceHandler.Classification.Brake;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// Counts deliveries by receiving domain and hour, so that the brake knows which part of the attempts failed. One thread counts, in places of fixed number
/// that a domain loses to another one; what is in them is gathered when a batch of rows ends. Another thread takes what has been gathered.
/// </summary>
internal sealed class DeliveryRates
{
    /// <summary>Fewer deliveries of a domain in an hour say nothing: they go on gathering.</summary>
    public const long Least = 16;

    private const int Places = 4096;
    private const int MostCounts = 50_000;
    private const int LongestDomain = 64;
    private const int BatchesPerGathering = 16;
    private const long SecondsInHour = 3600;

    private readonly Place[] _places = new Place[Places];
    private readonly int[] _used = new int[Places];
    private readonly BrakeCounts _counts = new(MostCounts);
    private readonly Lock _gate = new();
    private int _usedCount;
    private int _batches;

    /// <summary>Hours in which nothing more is counted, since their deliveries were counted before.</summary>
    public IReadOnlySet<long> Counted { get; set; } = new HashSet<long>();

    /// <summary>Counts a delivery.</summary>
    /// <param name="domain">Of the recipient, as written; what is no plain ASCII domain is left out.</param>
    /// <param name="hash">Of the domain (<see cref="RecipientHash"/>).</param>
    /// <param name="unixSeconds">When.</param>
    public void Count(ReadOnlySpan<byte> domain, ulong hash, long unixSeconds)
    {
        if (domain.Length is 0 or > LongestDomain)
            return;
        var hour = unixSeconds / SecondsInHour;
        var index = (int)(hash % Places);
        ref var place = ref _places[index];
        if (place.Hash == hash && place.Hour == hour && place.Count > 0)
        {
            place.Count++;
            return;
        }

        if (place.Count > 0)
            Gather(ref place);
        else
            _used[_usedCount++] = index;
        place.Domain ??= new byte[LongestDomain];
        domain.CopyTo(place.Domain);
        (place.Hash, place.Length, place.Hour, place.Count) = (hash, domain.Length, hour, 1);
    }

    /// <summary>A batch of rows has ended: now and then what has been counted is gathered.</summary>
    public void Settle()
    {
        if (++_batches % BatchesPerGathering == 0)
            Gather();
    }

    /// <summary>Gathers what has been counted. For the thread that counts, or when nobody counts any more.</summary>
    public void Gather()
    {
        foreach (var index in _used.AsSpan(0, _usedCount))
            Gather(ref _places[index]);
        _usedCount = 0;
    }

    /// <summary>Takes out what has been gathered, from <paramref name="least"/> deliveries of a domain and hour on.</summary>
    public IReadOnlyList<(long Hour, long Group, long Count)> Take(long least)
    {
        lock (_gate)
            return _counts.Take(least);
    }

    private void Gather(ref Place place)
    {
        var domain = place.Domain.AsSpan(0, place.Length);
        if (Ascii.IsValid(domain) && !Counted.Contains(place.Hour))
        {
            Span<char> text = stackalloc char[LongestDomain];
            _ = Ascii.ToLower(domain, text, out var length);
            lock (_gate)
                _counts.AddDelivery(DateTimeOffset.FromUnixTimeSeconds(place.Hour * SecondsInHour), text[..length], count: place.Count);
        }

        place.Count = 0;
    }

    private struct Place
    {
        public ulong Hash;
        public long Hour;
        public long Count;
        public byte[] Domain;
        public int Length;
    }
}
