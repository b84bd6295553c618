using BounceHandler.Classification.Brake;

namespace BounceHandler.Storage;

/// <summary>
/// The windows of one hour that a batch has met, found by what records say, so that most records cost a few look-ups and make nothing.
/// </summary>
/// <param name="number">Hours since 1970.</param>
/// <param name="statements">The transaction.</param>
/// <param name="baselines">What is usual, and numbers of groups met before.</param>
internal sealed class BrakeHour(long number, StatementCache statements, BrakeBaselines baselines) : IBrakeHour
{
    private readonly Dictionary<BrakeGroup, BrakeWindow> _windows = [];
    private readonly Dictionary<string, BrakeWindow?> _remotes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BrakeWindow> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BrakeWindow?> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<(BrakeWindow Campaign, BrakeWindow Destination), BrakeWindow> _shares = [];

    /// <summary>Hours since 1970.</summary>
    public long Number { get; } = number;

    /// <summary>All of them.</summary>
    public IEnumerable<BrakeWindow> Windows => _windows.Values;

    /// <inheritdoc/>
    public BrakeWindow? Remote(string? remoteMta)
    {
        if (remoteMta is null)
            return null;
        if (!_remotes.TryGetValue(remoteMta, out var window))
            _remotes[remoteMta] = window = BrakeGroups.OfRemote(remoteMta) is { } group ? Window(group) : null;
        return window;
    }

    /// <inheritdoc/>
    public BrakeWindow Domain(string identity)
    {
        var domain = identity.AsSpan(identity.LastIndexOf('@') + 1);
        var known = _domains.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(domain, out var window))
            known[domain] = window = Window(BrakeGroups.OfDomain(domain.ToString()));
        return window;
    }

    /// <inheritdoc/>
    public BrakeWindow? Campaign(string jobId, string feedbackId)
    {
        // A Feedback-ID may name a subscriber too: then no two are alike, and remembering them would help nobody.
        if (jobId.Length == 0)
            return feedbackId.Length > 0 && BrakeGroups.OfCampaign("", feedbackId) is { } named ? Window(named) : null;
        if (!_jobs.TryGetValue(jobId, out var window))
            _jobs[jobId] = window = BrakeGroups.OfCampaign(jobId, feedbackId) is { } group ? Window(group) : null;
        return window;
    }

    /// <inheritdoc/>
    public BrakeWindow Share(BrakeWindow campaign, BrakeWindow destination)
    {
        if (!_shares.TryGetValue((campaign, destination), out var window))
            _shares[(campaign, destination)] = window = Window(BrakeGroups.ShareOf(campaign.Group, destination.Group));
        return window;
    }

    /// <inheritdoc/>
    public BrakeBaseline? BaselineOf(BrakeWindow window) => baselines.Of(statements, Number, window.Id);

    private BrakeWindow Window(BrakeGroup group)
    {
        if (_windows.TryGetValue(group, out var window))
            return window;
        var id = baselines.Numbers.Of(group);
        return _windows[group] = new BrakeWindow(group, id, Number, BrakeWindows.Read(statements, Number, id));
    }
}
