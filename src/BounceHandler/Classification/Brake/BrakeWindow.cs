namespace BounceHandler.Classification.Brake;

/// <summary>One group in one hour, while removals are counted.</summary>
/// <param name="group">Whose window it is.</param>
/// <param name="id">Number of the group; 0 where nobody stores it.</param>
/// <param name="hour">Hours since 1970.</param>
/// <param name="stored">What was known of it before.</param>
internal sealed class BrakeWindow(BrakeGroup group, long id, long hour, (long Made, long Deliveries, bool IsClosed) stored)
{
    private BrakeHold? _hold;

    /// <summary>Whose window it is.</summary>
    public BrakeGroup Group => group;

    /// <summary>Number of the group.</summary>
    public long Id => id;

    /// <summary>Hours since 1970.</summary>
    public long Hour => hour;

    /// <summary>Removals that were made, with those of this batch.</summary>
    public long Removals => stored.Made + Added;

    /// <summary>Those of this batch.</summary>
    public long Added { get; private set; }

    /// <summary>Deliveries that are known.</summary>
    public long Deliveries => stored.Deliveries;

    /// <summary>It is beyond its limit, and stays so for the rest of the hour.</summary>
    public bool IsClosed { get; private set; } = stored.IsClosed;

    /// <summary>What it may have; null as long as nobody had to know.</summary>
    public long? Limit { get; set; }

    /// <summary>There is something to write back.</summary>
    public bool HasChanged => Added > 0 || IsClosed != stored.IsClosed;

    /// <summary>What is said of removals that it holds.</summary>
    public BrakeHold Hold => _hold ??= new BrakeHold(group.Name);

    /// <summary>What is said of the first one that it holds.</summary>
    public BrakeHold FirstHold => Hold with { Closing = new BrakeClosing(Hold.Group, BrakeGroups.BeginOf(hour), Removals, Deliveries) };

    /// <summary>One more was made.</summary>
    public void Count() => Added++;

    /// <summary>It went beyond its limit.</summary>
    public void Close() => IsClosed = true;
}
