using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BounceHandler.Events;

/// <summary>
/// A 64-bit hash of a recipient's identity, straight from the bytes of a record: deliveries are many and nearly all of them concern nobody. Keyed, so
/// that strangers, who choose addresses, cannot choose two with the same hash.
/// </summary>
/// <param name="key">Random; the same for all hashes that are compared.</param>
/// <param name="otherKey">Random.</param>
public sealed class RecipientHash(ulong key, ulong otherKey)
{
    // Longer than any address whose identity could be the same text.
    private const int LongestPlain = EmailAddress.MaxLength;

    // Letters, digits and what stands in nearly all addresses.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+="u8);

    /// <summary>The hash of what <see cref="EmailAddress.Identity"/> would be; 0 if the bytes are no address.</summary>
    /// <param name="address">UTF-8 as a record has it.</param>
    public ulong Of(ReadOnlySpan<byte> address) => Of(address, out _);

    /// <summary>The same, and the hash of the address's domain.</summary>
    /// <param name="address">UTF-8 as a record has it.</param>
    /// <param name="domain">Of everything behind the <c>@</c>, case ignored; 0 where the address is not its own identity but for the case.</param>
    public ulong Of(ReadOnlySpan<byte> address, out ulong domain)
    {
        domain = 0;
        var at = address.IndexOf((byte)'@');
        if (!IsPlain(address, at))
            return OfParsed(address);
        domain = OfPart(address[(at + 1)..]);
        return Join(OfPart(address[..at]), domain);
    }

    /// <summary>The hash of an address.</summary>
    public ulong Of(EmailAddress address)
    {
        Span<byte> bytes = stackalloc byte[EmailAddress.MaxLength * 4];
        bytes = bytes[..Encoding.UTF8.GetBytes(address.Identity, bytes)];
        var at = bytes.LastIndexOf((byte)'@');
        return Join(OfPart(bytes[..at]), OfPart(bytes[(at + 1)..]));
    }

    // Exactly those that are their own identity but for the case, or no address at all: then nobody has this hash.
    private static bool IsPlain(ReadOnlySpan<byte> address, int at) =>
        at > 0 && address.Length <= LongestPlain && at < address.Length - 1 && address[^1] != (byte)'.'
        && address[..at].IndexOfAnyExcept(Plain) < 0 && address[(at + 1)..].IndexOfAnyExcept(Plain) < 0;

    private ulong OfParsed(ReadOnlySpan<byte> address) =>
        address.Length <= 4 * EmailAddress.MaxLength && EmailAddress.TryParse(Encoding.UTF8.GetString(address), out var parsed) ? Of(parsed) : 0;

    private ulong Join(ulong local, ulong domain) => Fold(local ^ otherKey, domain ^ key) is > 0 and var hash ? hash : 1;

    // Two words at a time, folded from a product of 128 bits; the last two overlap those before.
    private ulong OfPart(ReadOnlySpan<byte> bytes)
    {
        const int Word = sizeof(ulong);
        var state = key ^ ((ulong)bytes.Length * 0x9E37_79B9_7F4A_7C15);
        var rest = bytes;
        for (; rest.Length > 2 * Word; rest = rest[(2 * Word)..])
            state = Fold(state, rest, rest[Word..]);
        if (bytes.Length >= 2 * Word)
            return Fold(state, bytes[^(2 * Word)..], bytes[^Word..]);
        if (bytes.Length >= Word)
            return Fold(state, bytes, bytes[^Word..]);
        var all = 0UL;
        foreach (var b in bytes)
            all = (all << 8) | b;
        return Fold(state ^ Lower(all), otherKey);
    }

    private ulong Fold(ulong state, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        Fold(state ^ Lower(BinaryPrimitives.ReadUInt64LittleEndian(one)), otherKey ^ Lower(BinaryPrimitives.ReadUInt64LittleEndian(other)));

    // Letters only: a byte from 'A' to 'Z' gets its bit of case.
    private static ulong Lower(ulong word)
    {
        const ulong Low = 0x0101010101010101;
        const ulong Sevens = 0x7F7F7F7F7F7F7F7F;
        var plain = word & Sevens;
        var fromA = plain + ((0x80 - 'A') * Low);
        var pastZ = plain + ((0x80 - 'Z' - 1) * Low);
        var letters = (fromA & ~pastZ & ~word & (0x80 * Low)) >> 2;
        return word | letters;
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
