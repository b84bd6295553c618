using System.Net;
using BounceHandler.Classification.Brake;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Which changes are to be taken back. Pure; what is not given does not restrict.</summary>
internal sealed record UndoFilter
{
    private static readonly string NoServer = new BrakeGroup(BrakeGroupKind.NoRemoteServer, "").Name;

    /// <summary>Run, and when the change was made.</summary>
    public UndoRange Range { get; init; } = new(null, null, null);

    /// <summary>The recipient's domain, lower case, as A-label.</summary>
    public string? Domain { get; init; }

    /// <summary>The remote server that spoke, or a domain that it belongs to (lower case, as A-label), its address, or that none did: <see cref="ExchangerOf"/>.</summary>
    public string? Exchanger { get; init; }

    /// <summary>Job id, or the campaign of the Feedback-ID.</summary>
    public string? Campaign { get; init; }

    /// <summary>Part of status or diagnostic, whatever the case.</summary>
    public string? Text { get; init; }

    /// <summary>True if nothing restricts.</summary>
    public bool IsEmpty => Range is { Run: null, Since: null, Until: null } && (Domain ?? Exchanger ?? Campaign ?? Text) is null;

    /// <summary>A domain as it is compared; null if it is none.</summary>
    public static string? DomainOf(string text) => EmailAddress.TryParse("x@" + text.Trim('.'), out var any) ? any.Domain : null;

    /// <summary>What <see cref="Exchanger"/> is to be: a domain, or what the brake names where there is none; null if it is empty.</summary>
    public static string? ExchangerOf(string text) => DomainOf(text) ?? (text.Trim() is { Length: > 0 } literal ? literal : null);

    /// <summary>True for a ledger entry of a bounce that this selects.</summary>
    public bool Selects(LedgerEntry entry) =>
        entry.Event.Kind is EventKind.HardBounce or EventKind.SoftBounce or EventKind.Block
        && (Range.Run is null || entry.Run == Range.Run)
        && (Range.Since is null || entry.At >= Range.Since)
        && (Range.Until is null || entry.At < Range.Until)
        && (Domain is null || entry.Event.Recipient?.Domain == Domain)
        && (Exchanger is null || IsOf(entry.Event.RemoteMta, Exchanger))
        && (Campaign is null || IsOfCampaign(entry.Event, Campaign))
        && (Text is null || Contains(entry.Event.Status, Text) || Contains(entry.Event.Diagnostic, Text));

    // "mx1.google.com (142.250.1.26)"; "(142.250.1.26)"; absent; empty where no server answered.
    private static bool IsOf(string? remoteMta, string exchanger)
    {
        if (string.IsNullOrWhiteSpace(remoteMta))
            return remoteMta is not null && exchanger.Equals(NoServer, StringComparison.OrdinalIgnoreCase);
        var host = BrakeGroups.HostOf(remoteMta).TrimEnd('.');
        return host.Equals(exchanger, StringComparison.OrdinalIgnoreCase)
            || (host.Length > exchanger.Length && host[^(exchanger.Length + 1)] == '.' && host.EndsWith(exchanger, StringComparison.OrdinalIgnoreCase)
                && !IPAddress.TryParse(host, out _));
    }

    private static bool IsOfCampaign(BounceEvent e, string campaign) =>
        e.JobId.Equals(campaign, StringComparison.OrdinalIgnoreCase)
        || e.FeedbackId.Split(':', 2)[0].Trim().Equals(campaign, StringComparison.OrdinalIgnoreCase)
        || string.Equals(e.Reference?.Campaign, campaign, StringComparison.OrdinalIgnoreCase);

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
