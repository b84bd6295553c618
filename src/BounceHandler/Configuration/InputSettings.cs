namespace BounceHandler.Configuration;

/// <summary>The key <c>input</c>: column order where there is no header, and age.</summary>
public sealed record InputSettings
{
    /// <summary>Columns of bounce rows, always with <c>type</c> first; null: remembered or recognised.</summary>
    public IReadOnlyList<string>? BounceFields { get; init; }

    /// <summary>Columns of complaint rows, always with <c>type</c> first; null: remembered or recognised.</summary>
    public IReadOnlyList<string>? FeedbackFields { get; init; }

    /// <summary>Older events are skipped, 1 to 36500 days; null: never.</summary>
    public int? MaxEventAgeDays { get; init; }
}
