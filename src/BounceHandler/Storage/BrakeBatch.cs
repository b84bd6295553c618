using BounceHandler.Classification.Brake;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// The brake in one transaction: each window is read once and written back once, whatever the number of records. For one thread.
/// </summary>
internal sealed class BrakeBatch(StatementCache statements, BrakeLimits limits, BrakeBaselines baselines, long now)
{
    private readonly Dictionary<long, BrakeHour> _hours = [];
    private BrakeHour? _last;

    /// <summary>Decides whether a removal is held. Null: it is made.</summary>
    /// <param name="e">The event; see <see cref="BrakeGroups.Counts"/>.</param>
    /// <param name="counts">False for an event that was counted when it was accepted first: closed groups hold it, and no other group closes.</param>
    public BrakeHold? Decide(BounceEvent e, bool counts)
    {
        // The narrowest cause first: our own resolver, then one server with all its domains, then one domain, then what we have sent. In a wave the first
        // one asked nearly always says it all.
        var hour = HourOf(e);
        var remote = hour.Remote(e.RemoteMta);
        if (Held(remote, counts) is { } byServer)
            return byServer;
        var domain = hour.Domain(e.Recipient!.Identity);
        if (Held(domain, counts) is { } byDomain)
            return byDomain;
        var campaign = hour.Campaign(e.JobId, e.FeedbackId);
        // A destination with few removals cannot have counted for much: most are not worth a window of their own.
        var destination = remote ?? domain;
        var share = campaign is not null && counts && destination.Removals >= limits.LargestShare / 4 ? hour.Share(campaign, destination) : null;
        // A destination that has counted for all it may cannot close the campaign, and would not be counted for it.
        var countsForCampaign = counts && campaign is not null && (share is null || share.Removals < limits.LargestShare);
        if (Held(campaign, countsForCampaign) is { } byCampaign)
            return byCampaign;
        if (!counts)
            return null;
        remote?.Count();
        domain.Count();
        if (countsForCampaign)
        {
            share?.Count();
            campaign!.Count();
        }

        return null;
    }

    /// <summary>Writes back what has changed.</summary>
    public void Write()
    {
        foreach (var hour in _hours.Values)
        {
            foreach (var window in hour.Windows)
            {
                if (window.HasChanged)
                    BrakeWindows.Add(statements, hour.Number, window.Id, window.Added, window.IsClosed, now);
            }
        }
    }

    private BrakeHour HourOf(BounceEvent e)
    {
        var number = BrakeGroups.HourOf(e.OccurredAt);
        if (_last?.Number == number)
            return _last;
        if (!_hours.TryGetValue(number, out _last))
            _hours[number] = _last = new BrakeHour(number, statements, baselines.Numbers);
        return _last;
    }

    private BrakeHold? Held(BrakeWindow? window, bool counts)
    {
        if (window is null)
            return null;
        if (window.IsClosed)
            return window.Hold;
        var removals = window.Removals + 1;
        if (!counts || removals <= limits.Harmless)
            return null;
        window.Limit ??= limits.Of(window.Group.Kind, baselines.Of(statements, window.Hour, window.Id));
        if (!limits.IsBeyond(removals, window.Limit.Value, window.Deliveries))
            return null;
        window.Close();
        return window.Hold with
        {
            Closing = new BrakeClosing(window.Group.Name, BrakeGroups.BeginOf(window.Hour), window.Removals, window.Deliveries),
        };
    }
}
