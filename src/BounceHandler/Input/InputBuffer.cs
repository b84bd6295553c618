namespace BounceHandler.Input;

/// <summary>The bytes that have arrived and belong to no finished row yet, with their place in the input.</summary>
/// <param name="offset">Where in the input the first byte to come stands.</param>
internal sealed class InputBuffer(long offset)
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>What is not consumed yet; valid until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Byte offset in the input of the first unread byte.</summary>
    public long Offset { get; private set; } = offset;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var unread = _end - _start;
        if (bytes.Length > _bytes.Length - _end)
        {
            var target = unread + bytes.Length > _bytes.Length ? new byte[Math.Max(_bytes.Length * 2, unread + bytes.Length)] : _bytes;
            Buffer.BlockCopy(_bytes, _start, target, 0, unread);
            (_bytes, _start, _end) = (target, 0, unread);
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    public void Consume(int count)
    {
        _start += count;
        Offset += count;
    }
}
