using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;
using BounceHandler.Events;

namespace BounceHandler.Commands.Backtesting;

/// <summary>A group that would have been closed for an hour.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Hour">When the hour begins, UTC.</param>
/// <param name="Since">Event time of the removal that closed it.</param>
/// <param name="Made">Removals of the hour before.</param>
/// <param name="Held">Removals that it would have held.</param>
internal sealed record ClosedGroup(string Group, DateTimeOffset Hour, DateTimeOffset Since, long Made, long Held);

/// <summary>
/// What the brake would have held, with nothing in front of the files: no baseline, no deliveries, no release. It decides as the one in the spool does,
/// in memory. Bounded: groups with few removals are forgotten first. Not for several threads.
/// </summary>
/// <param name="settings">Its limits.</param>
internal sealed class BrakeSimulation(BrakeSettings settings)
{
    private const int MostWindows = 20_000;
    private const int MostClosed = 5_000;
    private const long Small = 16;

    private readonly BrakeLimits _limits = new(settings);
    private readonly Dictionary<(long Hour, BrakeGroup Group), Window> _windows = [];
    private readonly List<Window> _closed = [];

    /// <summary>It holds anything at all.</summary>
    public bool IsInForce => _limits.AreInForce;

    /// <summary>Removals held.</summary>
    public long Held { get; private set; }

    /// <summary>Groups and hours that would have been closed.</summary>
    public long Closings { get; private set; }

    /// <summary>Counts a removal in the order of the input, and decides about it.</summary>
    public void Count(BounceEvent e)
    {
        if (!IsInForce || !BrakeGroups.Counts(e))
            return;
        if (_windows.Count >= MostWindows)
            Forget();
        var hour = BrakeGroups.HourOf(e.OccurredAt);
        var domain = WindowOf(hour, BrakeGroups.OfDomain(e.Recipient!.Domain));
        var remote = BrakeGroups.OfRemote(e.RemoteMta) is { } server ? WindowOf(hour, server) : null;
        var campaign = BrakeGroups.OfCampaign(e.JobId, e.FeedbackId) is { } job ? WindowOf(hour, job) : null;
        var destination = remote ?? domain;
        var share = campaign is not null && destination.Removals >= _limits.LargestShare / 4
            ? WindowOf(hour, BrakeGroups.ShareOf(campaign.Group, destination.Group))
            : null;
        var countsForCampaign = share is null || share.Removals < _limits.LargestShare;
        if (Holds(remote, e) || Holds(domain, e) || Holds(campaign, e, countsForCampaign))
        {
            Held++;
            return;
        }

        remote?.Removals += 1;
        domain.Removals++;
        if (!countsForCampaign)
            return;
        share?.Removals += 1;
        campaign?.Removals += 1;
    }

    /// <summary>Those that would have held most.</summary>
    public IReadOnlyList<ClosedGroup> Largest(int limit) =>
    [
        .. _closed.OrderByDescending(window => window.Held).ThenBy(window => window.Hour).Take(limit)
            .Select(window => new ClosedGroup(window.Group.Name, BrakeGroups.BeginOf(window.Hour), window.Since, window.Removals, window.Held)),
    ];

    private bool Holds(Window? window, BounceEvent e, bool mayClose = true)
    {
        if (window is null || (!window.IsClosed && !(mayClose && IsBeyond(window))))
            return false;
        if (!window.IsClosed)
            Close(window, e);
        window.Held++;
        return true;
    }

    private bool IsBeyond(Window window) => _limits.IsBeyond(window.Removals + 1, window.Limit ??= _limits.Of(window.Group.Kind, null), deliveries: 0);

    private void Close(Window window, BounceEvent e)
    {
        (window.IsClosed, window.Since) = (true, e.OccurredAt);
        Closings++;
        if (_closed.Count < MostClosed)
            _closed.Add(window);
    }

    private Window WindowOf(long hour, BrakeGroup group)
    {
        if (!_windows.TryGetValue((hour, group), out var window))
            _windows[(hour, group)] = window = new Window(hour, group);
        return window;
    }

    private void Forget()
    {
        foreach (var (key, _) in _windows.Where(pair => pair.Value is { IsClosed: false, Removals: < Small }).ToList())
            _windows.Remove(key);
        if (_windows.Count >= MostWindows / 2)
            _windows.Clear();
    }

    private sealed class Window(long hour, BrakeGroup group)
    {
        public long Hour => hour;

        public BrakeGroup Group => group;

        public long Removals { get; set; }

        public long Held { get; set; }

        public long? Limit { get; set; }

        public bool IsClosed { get; set; }

        public DateTimeOffset Since { get; set; }
    }
}
