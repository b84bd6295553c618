namespace BounceHandler.Input;

/// <summary>What stands between two row bounds, before its fields are looked at.</summary>
internal enum FrameKind
{
    /// <summary>A line that starts with a known type.</summary>
    Typed,

    /// <summary>A line that starts with <c>type,</c>.</summary>
    Header,

    /// <summary>A line that starts with <c>{</c>.</summary>
    Json,

    /// <summary>A line of a plain list, or one that starts with an address.</summary>
    Line,

    /// <summary>A row among records that starts with anything else.</summary>
    Untyped,

    /// <summary>A row whose quotes or length are wrong.</summary>
    Broken,
}

/// <summary>The bounds of one row.</summary>
/// <param name="Kind">How it starts.</param>
/// <param name="Type">Set for <see cref="FrameKind.Typed"/>.</param>
/// <param name="Offset">Byte offset in the input.</param>
/// <param name="End">Byte offset after its line end.</param>
/// <param name="Fields">Number of CSV fields; 0 where they were not counted.</param>
/// <param name="Unterminated">True if the input ended before the line did.</param>
/// <param name="Detail">What is wrong with a broken row.</param>
internal readonly record struct Frame(
    FrameKind Kind, RecordType Type, long Offset, long End, int Fields, bool Unterminated, string? Detail);
