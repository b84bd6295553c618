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
        SearchValues.Create("@abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+="u8);

    /// <summary>The hash of what <see cref="EmailAddress.Identity"/> would be; 0 if the bytes are no address.</summary>
    /// <param name="address">UTF-8 as a record has it.</param>
    public ulong Of(ReadOnlySpan<byte> address) => IsPlain(address) ? Hash(address) : OfParsed(address);

    /// <summary>The hash of an address.</summary>
    public ulong Of(EmailAddress address)
    {
        Span<byte> bytes = stackalloc byte[EmailAddress.MaxLength * 4];
        return Hash(bytes[..Encoding.UTF8.GetBytes(address.Identity, bytes)]);
    }

    // Exactly those that are their own identity but for the case, or no address at all: then nobody has this hash.
    private static bool IsPlain(ReadOnlySpan<byte> address)
    {
        var at = address.IndexOf((byte)'@');
        return at > 0 && address.Length <= LongestPlain && at < address.Length - 1 && address[^1] != (byte)'.'
            && address.IndexOfAnyExcept(Plain) < 0 && !address[(at + 1)..].Contains((byte)'@');
    }

    private ulong OfParsed(ReadOnlySpan<byte> address) =>
        address.Length <= 4 * EmailAddress.MaxLength && EmailAddress.TryParse(Encoding.UTF8.GetString(address), out var parsed) ? Of(parsed) : 0;

    // Two words at a time, folded from a product of 128 bits.
    private ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var state = key ^ (ulong)bytes.Length;
        while (bytes.Length > 16)
        {
            state = Fold(state ^ Lower(BinaryPrimitives.ReadUInt64LittleEndian(bytes)), otherKey ^ Lower(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])));
            bytes = bytes[16..];
        }

        Span<byte> last = stackalloc byte[16];
        last.Clear();
        bytes.CopyTo(last);
        state = Fold(state ^ Lower(BinaryPrimitives.ReadUInt64LittleEndian(last)), otherKey ^ Lower(BinaryPrimitives.ReadUInt64LittleEndian(last[8..])));
        state = Fold(state ^ otherKey, key ^ 0x9E3779B97F4A7C15);
        return state == 0 ? 1 : state;
    }

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
