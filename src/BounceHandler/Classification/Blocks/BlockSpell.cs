namespace BounceHandler.Classification.Blocks;

/// <summary>A time in which replies of one group kept coming.</summary>
/// <param name="Group">Which.</param>
/// <param name="Since">The first one.</param>
/// <param name="Last">The newest one.</param>
/// <param name="Count">How many; at least one.</param>
public sealed record BlockSpell(BlockGroup Group, DateTimeOffset Since, DateTimeOffset Last, long Count);
