namespace BounceHandler.Classification.Brake;

/// <summary>Why a removal is held.</summary>
/// <param name="Group">Name of the group that holds it.</param>
/// <param name="Closing">It is the first one of its group and hour: the operator is to be told. Null otherwise.</param>
public sealed record BrakeHold(string Group, BrakeClosing? Closing = null);

/// <summary>A group went beyond its limit.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Hour">When the hour begins, UTC.</param>
/// <param name="Made">Removals of this hour that were made before.</param>
/// <param name="Deliveries">Deliveries of this hour that are known; 0: none.</param>
public sealed record BrakeClosing(string Group, DateTimeOffset Hour, long Made, long Deliveries);
