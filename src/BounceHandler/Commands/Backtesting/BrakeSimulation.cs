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
/// What the brake would have held, with nothing in front of the files: no baseline, no deliveries, no release. Its windows are in memory, and bounded:
/// groups with few removals are forgotten first, those that are closed last. Not for several threads.
/// </summary>
internal sealed class BrakeSimulation
{
    private const int MostWindows = 20_000;
    private const int MostClosed = 5_000;
    private const long Small = 16;

    private readonly BrakeLimits _limits;
    private readonly BrakeDecision _decision;
    private readonly Dictionary<(long Hour, BrakeGroup Group), BrakeWindow> _windows = [];
    private readonly Dictionary<BrakeWindow, Closed> _closed = [];
    private Hour? _last;

    /// <param name="settings">Its limits.</param>
    public BrakeSimulation(BrakeSettings settings)
    {
        _limits = new BrakeLimits(settings);
        _decision = new BrakeDecision(_limits);
    }

    /// <summary>It holds anything at all.</summary>
    public bool IsInForce => _limits.AreInForce;

    /// <summary>No window has been forgotten: otherwise more may have been held.</summary>
    public bool IsExact { get; private set; } = true;

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
        var (window, isClosing) = _decision.Decide(HourOf(e), e, counts: true);
        if (window is null)
            return;
        Held++;
        if (isClosing)
        {
            Closings++;
            if (_closed.Count < MostClosed)
                _closed.Add(window, new Closed(e.OccurredAt));
        }

        if (_closed.TryGetValue(window, out var closed))
            closed.Held++;
    }

    /// <summary>Those that would have held most.</summary>
    public IReadOnlyList<ClosedGroup> Largest(int limit) =>
    [
        .. _closed.OrderByDescending(pair => pair.Value.Held).ThenBy(pair => pair.Key.Hour).Take(limit)
            .Select(pair => new ClosedGroup(
                pair.Key.Group.Name, BrakeGroups.BeginOf(pair.Key.Hour), pair.Value.Since, pair.Key.Removals, pair.Value.Held)),
    ];

    private Hour HourOf(BounceEvent e)
    {
        var number = BrakeGroups.HourOf(e.OccurredAt);
        if (_last?.Number != number)
            _last = new Hour(_windows, number);
        return _last;
    }

    private void Forget()
    {
        IsExact = false;
        Forget(window => !window.IsClosed && window.Removals < Small);
        if (_windows.Count >= MostWindows / 2)
            Forget(window => !window.IsClosed);
        if (_windows.Count >= MostWindows / 2)
            _windows.Clear();
    }

    private void Forget(Predicate<BrakeWindow> isForgotten)
    {
        foreach (var (key, window) in _windows)
        {
            if (isForgotten(window))
                _windows.Remove(key);
        }
    }

    private sealed class Closed(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public long Held { get; set; }
    }

    private sealed class Hour(Dictionary<(long Hour, BrakeGroup Group), BrakeWindow> windows, long number) : IBrakeHour
    {
        public long Number => number;

        public BrakeWindow? Remote(string? remoteMta) => BrakeGroups.OfRemote(remoteMta) is { } group ? Window(group) : null;

        public BrakeWindow Domain(string identity) => Window(BrakeGroups.OfDomain(identity[(identity.LastIndexOf('@') + 1)..]));

        public BrakeWindow? Campaign(string jobId, string feedbackId) => BrakeGroups.OfCampaign(jobId, feedbackId) is { } group ? Window(group) : null;

        public BrakeWindow Share(BrakeWindow campaign, BrakeWindow destination) => Window(BrakeGroups.ShareOf(campaign.Group, destination.Group));

        public BrakeBaseline? BaselineOf(BrakeWindow window) => null;

        private BrakeWindow Window(BrakeGroup group)
        {
            if (!windows.TryGetValue((number, group), out var window))
                windows[(number, group)] = window = new BrakeWindow(group, 0, number, default);
            return window;
        }
    }
}
