using BounceHandler.Events;

namespace BounceHandler.Classification.Brake;

/// <summary>The groups of an event. What is not known is no group: an absent column must not put strangers together.</summary>
public static class BrakeGroups
{
    private const long SecondsInHour = 3600;

    /// <summary>True for what the brake counts and holds: hard bounces that a record reported, not complaints, unsubscribes or plain addresses.</summary>
    public static bool Counts(BounceEvent e) => e is { Kind: EventKind.HardBounce, RecordType: "b" or "rb", Recipient: not null };

    /// <summary>The UTC hour of an event's time, in hours since 1970.</summary>
    public static long HourOf(DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        return (seconds >= 0 ? seconds : seconds - SecondsInHour + 1) / SecondsInHour;
    }

    /// <summary>When an hour begins.</summary>
    public static DateTimeOffset BeginOf(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * SecondsInHour);

    /// <summary>
    /// The group of the server that answered: none where the record does not say (null), all together where none did (empty), else its registered domain.
    /// </summary>
    /// <param name="remoteMta">PowerMTA <c>dsnMta</c>: <c>host (address)</c>, or the address alone in parentheses.</param>
    public static BrakeGroup? OfRemote(string? remoteMta)
    {
        if (remoteMta is null)
            return null;
        if (string.IsNullOrWhiteSpace(remoteMta))
            return new BrakeGroup(BrakeGroupKind.NoRemoteServer, "");
        return HostOf(remoteMta) is { IsEmpty: false } host ? BrakeGroup.Of(BrakeGroupKind.Exchanger, RegisteredDomain.Of(Cut(host))) : null;
    }

    /// <summary>The name of the server that answered, its address where it has none, or nothing.</summary>
    /// <param name="remoteMta">As for <see cref="OfRemote"/>.</param>
    public static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> remoteMta)
    {
        var text = remoteMta.Trim();
        var end = text.IndexOfAny(' ', '(');
        return end switch
        {
            < 0 => text,
            0 => text.Trim("()").Trim(),
            _ => text[..end],
        };
    }

    /// <summary>The group of a recipient's domain (A-labels, lower case).</summary>
    public static BrakeGroup OfDomain(string domain) => BrakeGroup.Of(BrakeGroupKind.Domain, Cut(domain));

    /// <summary>The group of a campaign: the job id, else the first part of the Feedback-ID (<c>campaign:subscriber:list:customer</c>); none if both are empty.</summary>
    public static BrakeGroup? OfCampaign(string jobId, string feedbackId) =>
        CampaignOf(jobId, feedbackId) is { IsEmpty: false } campaign ? BrakeGroup.Of(BrakeGroupKind.Campaign, Cut(campaign)) : null;

    /// <summary>The name of a campaign, as for <see cref="OfCampaign"/>; empty if there is none.</summary>
    public static ReadOnlySpan<char> CampaignOf(string jobId, string feedbackId)
    {
        if (jobId.AsSpan().Trim() is { IsEmpty: false } job)
            return job;
        return feedbackId.AsSpan(0, Math.Max(0, feedbackId.IndexOf(':', StringComparison.Ordinal))).Trim();
    }

    /// <summary>Counts how much of a campaign is at one destination.</summary>
    public static BrakeGroup ShareOf(BrakeGroup campaign, BrakeGroup destination) =>
        new(BrakeGroupKind.CampaignShare, $"{campaign.Key}\n{(int)destination.Kind}\n{destination.Key}");

    // Longer names are not to be found, and strangers may write them.
    private static string Cut(ReadOnlySpan<char> name) => name[..Math.Min(name.Length, 255)].ToString();
}
