namespace BounceHandler.Configuration;

/// <summary>The key <c>softBounces</c>: when soft bounces add up to a hard one.</summary>
public sealed record SoftBounceSettings
{
    /// <summary>Soft bounces without a delivery between them, 1 to 1000.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Days within which they count, 1 to 3650.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Least days between the first and the last, 0 to <see cref="Days"/>.</summary>
    public int MinSpanDays { get; init; } = 10;
}
