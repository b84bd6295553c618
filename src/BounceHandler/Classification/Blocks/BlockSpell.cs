namespace BounceHandler.Classification.Blocks;

/// <summary>A time in which replies of one group kept coming.</summary>
/// <param name="Group">Which.</param>
/// <param name="Since">The first one.</param>
/// <param name="Last">The newest one.</param>
/// <param name="Count">How many; at least one.</param>
public sealed record BlockSpell(BlockGroup Group, DateTimeOffset Since, DateTimeOffset Last, long Count)
{
    /// <summary>More may come: the newest one is younger than <see cref="BlockWatch.Silence"/>.</summary>
    public bool GoesOn(DateTimeOffset now) => now - Last < BlockWatch.Silence;
}
