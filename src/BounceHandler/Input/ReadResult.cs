namespace BounceHandler.Input;

/// <summary>What <see cref="ByteSource.ReadAsync"/> came back with.</summary>
public enum ReadKind
{
    /// <summary>Bytes have arrived.</summary>
    Bytes,

    /// <summary>Nothing arrived within the time given.</summary>
    Silence,

    /// <summary>The input has ended, or reading it failed.</summary>
    End,
}

/// <summary>Bytes, silence or the end of the input.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Bytes">What has arrived; valid until the next read.</param>
/// <param name="Error">Why reading ended; null at a regular end of input.</param>
public readonly record struct ReadResult(ReadKind Kind, ReadOnlyMemory<byte> Bytes = default, Exception? Error = null);
