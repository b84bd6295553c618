using BounceHandler.Maildrop;

namespace UnsubHandler;

/// <summary>The mail on standard input: kept up to a limit, read to its end, so that the mail server never writes into a broken pipe.</summary>
/// <param name="Mail">What is kept.</param>
/// <param name="OmittedBytes">What came after it.</param>
internal readonly record struct MailInput(ReadOnlyMemory<byte> Mail, long OmittedBytes)
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <exception cref="IOException">Nothing came for a minute, or the read failed.</exception>
    public static MailInput Read(StandardInput input)
    {
        var kept = new byte[FirstBuffer];
        var spill = Array.Empty<byte>();
        var (length, omitted) = (0, 0L);
        while (true)
        {
            if (length == kept.Length && length < Drop.MaxMailBytes)
                Array.Resize(ref kept, Math.Min(length * 4, Drop.MaxMailBytes));
            var isFull = length == kept.Length;
            if (isFull && spill.Length == 0)
                spill = new byte[FirstBuffer];
            var count = input.Read(isFull ? spill : kept.AsSpan(length));
            if (count == 0)
                return new MailInput(kept.AsMemory(0, length), omitted);
            if (isFull)
                omitted += count;
            else
                length += count;
        }
    }
}
