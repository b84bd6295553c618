namespace BounceHandler.Configuration;

/// <summary>The key <c>brake</c>: removals that look like the sender's own fault are held back.</summary>
public sealed record BrakeSettings
{
    /// <summary>False: nothing is held back.</summary>
    public bool Enabled { get; init; } = true;
}
