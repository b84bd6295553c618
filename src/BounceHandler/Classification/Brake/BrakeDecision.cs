using BounceHandler.Events;

namespace BounceHandler.Classification.Brake;

/// <summary>
/// Decides about one removal after another, over windows that lie in a database or in memory: which group holds it, or in which ones it counts.
/// </summary>
/// <param name="limits">How many a group may have.</param>
internal sealed class BrakeDecision(BrakeLimits limits)
{
    /// <summary>Decides whether a removal is held; what is made is counted, and a group that goes beyond its limit is closed.</summary>
    /// <param name="hour">Windows of the hour in which it happened.</param>
    /// <param name="e">The event; see <see cref="BrakeGroups.Counts"/>.</param>
    /// <param name="counts">False for an event that was counted when it was accepted first: closed groups hold it, and no other group closes.</param>
    /// <returns>The window that holds it, and whether it is the first one that it holds. Null: it is made.</returns>
    public (BrakeWindow? HeldBy, bool IsClosing) Decide(IBrakeHour hour, BounceEvent e, bool counts)
    {
        // The narrowest cause first: our own resolver, then one server with all its domains, then one domain, then what we have sent. In a wave the first
        // one asked nearly always says it all.
        var remote = hour.Remote(e.RemoteMta);
        if (Holds(hour, remote, counts, out var isClosing))
            return (remote, isClosing);
        var domain = hour.Domain(e.Recipient!.Identity);
        if (Holds(hour, domain, counts, out isClosing))
            return (domain, isClosing);
        var campaign = hour.Campaign(e.JobId, e.FeedbackId);
        // A destination with few removals cannot have counted for much: most are not worth a window of their own.
        var destination = remote ?? domain;
        var share = campaign is not null && counts && destination.Removals >= limits.ShareFrom ? hour.Share(campaign, destination) : null;
        // A destination that has counted for all it may cannot close the campaign, and would not be counted for it.
        var countsForCampaign = counts && campaign is not null && (share is null || share.Removals < limits.LargestShare);
        if (Holds(hour, campaign, countsForCampaign, out isClosing))
            return (campaign, isClosing);
        if (!counts)
            return default;
        remote?.Count();
        domain.Count();
        if (countsForCampaign)
        {
            share?.Count();
            campaign!.Count();
        }

        return default;
    }

    private bool Holds(IBrakeHour hour, BrakeWindow? window, bool counts, out bool isClosing)
    {
        isClosing = false;
        if (window is null)
            return false;
        if (window.IsClosed)
            return true;
        var removals = window.Removals + 1;
        if (!counts || removals <= limits.Harmless)
            return false;
        window.Limit ??= limits.Of(window.Group.Kind, hour.BaselineOf(window));
        if (!limits.IsBeyond(removals, window.Limit.Value, window.Deliveries))
            return false;
        window.Close();
        isClosing = true;
        return true;
    }
}
