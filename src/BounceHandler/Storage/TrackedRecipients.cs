namespace BounceHandler.Storage;

/// <summary>
/// Recipients whose deliveries matter, as bits chosen by their hashes: 8 MiB however many they are. It may say yes of one that does not matter (of 1.5 %
/// where a million are tracked), which costs a stored delivery; never no of one that does. One thread adds, others ask.
/// </summary>
internal sealed class TrackedRecipients
{
    private const int Bits = 1 << 26;

    private readonly ulong[] _words = new ulong[Bits / 64];

    /// <summary>Does it matter what is delivered to this recipient?</summary>
    public bool MayHold(ulong hash) => (Volatile.Read(ref _words[Word(hash)]) & Bit(hash)) != 0;

    /// <summary>From now on it does.</summary>
    public void Add(ulong hash) => Volatile.Write(ref _words[Word(hash)], _words[Word(hash)] | Bit(hash));

    // Other bits than those by which recent deliveries are found.
    private static int Word(ulong hash) => (int)(hash % (Bits / 64));

    private static ulong Bit(ulong hash) => 1UL << (int)((hash >> 20) & 63);
}
