using BounceHandler.Configuration;

namespace BounceHandler.Classification.Brake;

/// <summary>How many removals a group may have in an hour. Pure.</summary>
public sealed class BrakeLimits(BrakeSettings settings)
{
    /// <summary>Without these limits nothing is counted or held.</summary>
    public bool AreInForce => settings.Enabled;

    /// <summary>With fewer removals than these a group is within its limit whatever its baseline is.</summary>
    public long Harmless { get; } =
        Math.Min(settings.Minimum, Math.Min(settings.PerHour, Math.Min(settings.CampaignPerHour, settings.NoRemotePerHour)));

    /// <summary>Removals that one destination counts for in a campaign's hour: half of what the campaign may have.</summary>
    public long LargestShare { get; } = Math.Max(1, settings.CampaignPerHour / 2);

    /// <summary>From so many removals of a destination on it is counted how much of a campaign it is.</summary>
    public long ShareFrom => LargestShare / 4;

    /// <summary>Removals an hour that are not too many for a group.</summary>
    public long Of(BrakeGroupKind kind, BrakeBaseline? baseline)
    {
        if (baseline is { } usual)
            return Math.Max(settings.Minimum, settings.TimesBaseline * usual.Percentile);
        return kind switch
        {
            BrakeGroupKind.NoRemoteServer => settings.NoRemotePerHour,
            BrakeGroupKind.Campaign => settings.CampaignPerHour,
            _ => settings.PerHour,
        };
    }

    /// <summary>True if a group has too many removals in an hour.</summary>
    /// <param name="removals">Those of the hour, with the one in question.</param>
    /// <param name="limit">As <see cref="Of"/> says.</param>
    /// <param name="deliveries">Deliveries of the same group and hour; 0: none are known, and no rate either.</param>
    public bool IsBeyond(long removals, long limit, long deliveries) => removals > limit || (deliveries > 0 && IsTooHighARate(removals, deliveries));

    // A rate out of five says nothing.
    private bool IsTooHighARate(long removals, long deliveries) =>
        removals > settings.Minimum && removals * 100 > settings.PercentOfAttempts * (removals + deliveries);
}
