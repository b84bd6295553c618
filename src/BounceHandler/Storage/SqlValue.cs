namespace BounceHandler.Storage;

/// <summary>A value to be bound, without a box around every number: the spool binds some thirty of them a record.</summary>
internal readonly struct SqlValue
{
    private SqlValue(long number) => (IsNumber, Number) = (true, number);

    private SqlValue(object? reference) => Reference = reference;

    /// <summary>True for a number; else see <see cref="Reference"/>.</summary>
    public bool IsNumber { get; }

    /// <summary>The number.</summary>
    public long Number { get; }

    /// <summary>A string, a byte array, or null for NULL.</summary>
    public object? Reference { get; }

    public static implicit operator SqlValue(long number) => new(number);

    public static implicit operator SqlValue(long? number) => number is { } value ? new(value) : default;

    public static implicit operator SqlValue(string? text) => new((object?)text);

    public static implicit operator SqlValue(byte[]? bytes) => new((object?)bytes);
}
