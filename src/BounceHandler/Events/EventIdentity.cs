using System.Buffers.Binary;

namespace BounceHandler.Events;

/// <summary>
/// Sixteen bytes that are equal for two reports of the same event, so that replaying input is harmless. For bounces they cover record type,
/// recipient, sender, job id and time in UTC seconds, not the diagnostic: PowerMTA may report the same failure twice with different texts.
/// </summary>
public readonly record struct EventIdentity(ulong High, ulong Low)
{
    /// <summary>Length of <see cref="ToBytes"/>.</summary>
    public const int Length = 16;

    /// <summary>The identity as stored, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), Low);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static EventIdentity FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
}
