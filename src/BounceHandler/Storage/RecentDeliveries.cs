using System.Runtime.Intrinsics.X86;

namespace BounceHandler.Storage;

/// <summary>
/// When the last deliveries were, by the hash of their recipient: 160,000 of them in 2 MiB, which a processor keeps at hand, each place taken over by a newer one. One thread writes,
/// others read; what is being replaced reads as not known.
/// </summary>
internal sealed class RecentDeliveries
{
    // A row is 64 bytes, so that a delivery costs one look into memory: five hashes, and behind them their times, two in a word.
    private const int PlacesPerRow = 5;
    private const int WordsPerRow = 8;
    private const uint Rows = 32_768;

    private readonly ulong[] _words = new ulong[Rows * WordsPerRow];

    /// <summary>Notes a delivery.</summary>
    /// <param name="hash">Of the recipient; not 0.</param>
    /// <param name="unixSeconds">When; later than 1970.</param>
    public void Note(ulong hash, uint unixSeconds)
    {
        var row = _words.AsSpan(FirstWord(hash), WordsPerRow);
        var (oldest, time) = (0, uint.MaxValue);
        for (var place = 0; place < PlacesPerRow; place++)
        {
            var known = TimeOf(row, place);
            if (row[place] == hash)
            {
                if (unixSeconds > known)
                    SetTime(row, place, unixSeconds);
                return;
            }

            if (known < time)
                (oldest, time) = (place, known);
        }

        if (time > unixSeconds)
            return;
        SetTime(row, oldest, 0);
        Volatile.Write(ref row[oldest], hash);
        SetTime(row, oldest, unixSeconds);
    }

    /// <summary>When something was delivered to a recipient last, in seconds since 1970; 0 if that is not known.</summary>
    public uint LastOf(ulong hash)
    {
        var row = _words.AsSpan(FirstWord(hash), WordsPerRow);
        for (var place = 0; place < PlacesPerRow; place++)
        {
            if (Volatile.Read(ref row[place]) != hash)
                continue;
            var time = TimeOf(row, place);
            return Volatile.Read(ref row[place]) == hash ? time : 0;
        }

        return 0;
    }

    /// <summary>Brings the row of a hash into the processor's cache, and waits for nothing.</summary>
    public unsafe void Touch(ulong hash)
    {
        if (!Sse.IsSupported)
            return;
        fixed (ulong* row = &_words[FirstWord(hash)])
            Sse.Prefetch0(row);
    }

    private static int FirstWord(ulong hash) => (int)((hash >> 32) * Rows >> 32) * WordsPerRow;

    private static uint TimeOf(Span<ulong> row, int place) => (uint)(Volatile.Read(ref row[PlacesPerRow + (place / 2)]) >> (32 * (place & 1)));

    private static void SetTime(Span<ulong> row, int place, uint time)
    {
        ref var word = ref row[PlacesPerRow + (place / 2)];
        var shift = 32 * (place & 1);
        Volatile.Write(ref word, (word & ~(0xFFFF_FFFFUL << shift)) | ((ulong)time << shift));
    }
}
