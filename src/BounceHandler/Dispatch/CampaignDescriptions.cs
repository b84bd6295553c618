using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// What the campaign tools say of campaigns, remembered for an hour; that one knows nothing, for five minutes. Nobody depends on it: a tool that does
/// not answer is the same as one that knows nothing. For one loop.
/// </summary>
/// <param name="providers">Providers by their names.</param>
/// <param name="states">Those that are down are not asked.</param>
/// <param name="time">The clock.</param>
internal sealed class CampaignDescriptions(IReadOnlyDictionary<string, IBounceProvider> providers, ProviderTable states, TimeProvider time)
{
    // Campaigns come from headers that anybody can write.
    private const int Capacity = 1000;
    private const int LongestUid = 64;

    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(string Provider, string Campaign), (CampaignDescription? Description, DateTimeOffset Until)> _known = [];

    /// <summary>The campaign of an event, as one of the providers that it went to describes it; null if none does.</summary>
    public async Task<CampaignDescription?> FindAsync(SettledEvent settled, CancellationToken stop)
    {
        foreach (var name in settled.Results.Select(result => result.Provider).Distinct())
        {
            if (providers.GetValueOrDefault(name) is IDescribesCampaigns tool && tool.CampaignOf(settled.Event) is { Length: > 0 and <= LongestUid } campaign
                && await FindAsync(name, tool, campaign, stop) is { } description)
            {
                return description;
            }
        }

        return null;
    }

    private async Task<CampaignDescription?> FindAsync(string name, IDescribesCampaigns tool, string campaign, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue((name, campaign), out var known) && known.Until > now)
            return known.Description;
        if (states.Read().Any(entry => entry.Name == name && entry.State != ProviderState.Up))
            return null;
        var description = await AskAsync(tool, campaign, stop);
        if (_known.Count >= Capacity)
            _known.Clear();
        _known[(name, campaign)] = (description, now + (description is null ? UnknownFor : KnownFor));
        return description;
    }

    private async Task<CampaignDescription?> AskAsync(IDescribesCampaigns tool, string campaign, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await tool.DescribeAsync(campaign, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
