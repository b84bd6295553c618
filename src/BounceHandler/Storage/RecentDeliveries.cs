namespace BounceHandler.Storage;

/// <summary>
/// When the last deliveries were, by the hash of their recipient: about a million of them in 12 MiB, each place taken over by a newer one. One thread
/// writes, others read; what is being replaced reads as not known.
/// </summary>
internal sealed class RecentDeliveries
{
    // Eight places that one hash may take lie in one line of the processor's cache.
    private const int PlacesPerRow = 8;
    private const int Rows = 1 << 17;

    private readonly ulong[] _hashes = new ulong[Rows * PlacesPerRow];
    private readonly uint[] _times = new uint[Rows * PlacesPerRow];

    /// <summary>Notes a delivery.</summary>
    /// <param name="hash">Of the recipient; not 0.</param>
    /// <param name="unixSeconds">When; later than 1970.</param>
    public void Note(ulong hash, uint unixSeconds)
    {
        var first = FirstPlace(hash);
        var oldest = first;
        for (var place = first; place < first + PlacesPerRow; place++)
        {
            if (_hashes[place] == hash)
            {
                if (unixSeconds > _times[place])
                    Volatile.Write(ref _times[place], unixSeconds);
                return;
            }

            if (_times[place] < _times[oldest])
                oldest = place;
        }

        if (_times[oldest] > unixSeconds)
            return;
        Volatile.Write(ref _times[oldest], 0);
        Volatile.Write(ref _hashes[oldest], hash);
        Volatile.Write(ref _times[oldest], unixSeconds);
    }

    /// <summary>When something was delivered to a recipient last, in seconds since 1970; 0 if that is not known.</summary>
    public uint LastOf(ulong hash)
    {
        var first = FirstPlace(hash);
        for (var place = first; place < first + PlacesPerRow; place++)
        {
            if (Volatile.Read(ref _hashes[place]) != hash)
                continue;
            var time = Volatile.Read(ref _times[place]);
            return Volatile.Read(ref _hashes[place]) == hash ? time : 0;
        }

        return 0;
    }

    private static int FirstPlace(ulong hash) => (int)(hash & (Rows - 1)) * PlacesPerRow;
}
