namespace BounceHandler.Input;

/// <summary>A row bound of an input, and what the rows before it have shown: all that a reader needs that begins there.</summary>
/// <param name="Offset">Bytes from the start of the input.</param>
/// <param name="Header">Names of the header in force, <c>type</c> first; null if there was none.</param>
/// <param name="IsAccounting">A header, a known type or a brace was seen: plain addresses no longer count.</param>
public sealed record Continuation(long Offset, IReadOnlyList<string>? Header, bool IsAccounting)
{
    /// <summary>The start of an input, of which nothing is known.</summary>
    public static Continuation Beginning { get; } = new(0, null, false);
}
