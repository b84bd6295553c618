using System.Runtime.InteropServices;
using BounceHandler.Events;

namespace BounceHandler.Classification.Brake;

/// <summary>
/// Counts by group and hour that somebody gathers before they are stored; most records cost a few look-ups and make nothing. Bounded: small counts say
/// least to the brake, and are forgotten first. Not for several threads.
/// </summary>
/// <param name="most">Counts that are kept; each takes some 40 bytes.</param>
public sealed class BrakeCounts(int most = BrakeCounts.MostLearned)
{
    /// <summary>Counts that are kept of files that a baseline is learned from.</summary>
    public const int MostLearned = 250_000;

    private const int MostNames = 20_000;
    private const long Small = 16;

    // Many servers are one group, and their names stay the same from hour to hour.
    private readonly Dictionary<string, long> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _campaigns = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Hour, long Group), long> _counts = [];
    private readonly Dictionary<(long Hour, long Campaign, long Destination), long> _shares = [];

    /// <summary>Nothing that was counted has been forgotten.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Counts a removal in each group in which the brake counts it when it is made.</summary>
    /// <param name="e">An event; others than <see cref="BrakeGroups.Counts"/> names are left out.</param>
    /// <param name="limits">How much of a campaign one destination counts for.</param>
    public void AddRemoval(BounceEvent e, BrakeLimits limits)
    {
        if (!BrakeGroups.Counts(e))
            return;
        var hour = BrakeGroups.HourOf(e.OccurredAt);
        var identity = e.Recipient!.Identity;
        var domain = NumberOf(_domains, identity.AsSpan(identity.LastIndexOf('@') + 1), static text => BrakeGroups.OfDomain(text));
        var server = e.RemoteMta is null ? null : NumberOf(_servers, e.RemoteMta, static text => BrakeGroups.OfRemote(text));
        var campaign = BrakeGroups.CampaignOf(e.JobId, e.FeedbackId) is { IsEmpty: false } name
            ? NumberOf(_campaigns, name, static text => BrakeGroups.OfCampaign(text, ""))
            : null;
        var destination = server ?? domain ?? 0;
        var isCounted = campaign is null || HasRoom(hour, campaign.Value, destination, limits);
        Add(hour, domain, 1);
        Add(hour, server, 1);
        if (isCounted)
            Add(hour, campaign, 1);
    }

    /// <summary>Counts deliveries.</summary>
    /// <param name="at">When.</param>
    /// <param name="domain">Of the recipient: A-labels, lower case.</param>
    /// <param name="count">How many.</param>
    public void AddDelivery(DateTimeOffset at, ReadOnlySpan<char> domain, long count = 1) =>
        Add(BrakeGroups.HourOf(at), NumberOf(_domains, domain, static text => BrakeGroups.OfDomain(text)), count);

    /// <summary>Takes out what has come to at least <paramref name="least"/>; the rest goes on gathering. Looks at all: now and then, not for each record.</summary>
    public IReadOnlyList<(long Hour, long Group, long Count)> Take(long least)
    {
        var taken = new List<(long Hour, long Group, long Count)>();
        foreach (var ((hour, group), count) in _counts)
        {
            if (count < least)
                continue;
            taken.Add((hour, group, count));
            _counts.Remove((hour, group));
        }

        return taken;
    }

    // As the brake does it: what a destination counts for is looked at once it has some removals, and ends at its share.
    private bool HasRoom(long hour, long campaign, long destination, BrakeLimits limits)
    {
        if (_counts.GetValueOrDefault((hour, destination)) < limits.ShareFrom)
            return true;
        if (_shares.Count >= most)
            Lose(_shares);
        ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, (hour, campaign, destination), out _);
        if (share >= limits.LargestShare)
            return false;
        share++;
        return true;
    }

    private static long? NumberOf(Dictionary<string, long> numbers, ReadOnlySpan<char> name, Func<string, BrakeGroup?> group)
    {
        var known = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(name, out var number))
            return number == 0 ? null : number;
        // They are found again at the next record.
        if (numbers.Count >= MostNames)
            numbers.Clear();
        known[name] = number = group(name.ToString())?.Id ?? 0;
        return number == 0 ? null : number;
    }

    private void Add(long hour, long? group, long count)
    {
        if (group is not { } number)
            return;
        if (_counts.Count >= most)
            Lose(_counts);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (hour, number), out _) += count;
    }

    // The small ones first, until half of the room is free.
    private void Lose<T>(Dictionary<T, long> counts)
        where T : notnull
    {
        IsExact = false;
        for (var small = Small; counts.Count > most / 2; small *= 2)
        {
            foreach (var (key, count) in counts)
            {
                if (count < small)
                    counts.Remove(key);
            }
        }
    }
}
