using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;

namespace BounceHandler.Commands.Backtesting;

/// <summary>What one configuration makes of the rows of some files. Pure, and bounded whatever they hold.</summary>
/// <param name="brake">Limits of its brake.</param>
/// <param name="hash">For counting recipients.</param>
internal sealed class BacktestTally(BrakeSettings brake, RecipientHash hash)
{
    // Longer names are cut: strangers write them.
    private const int NameLimit = 120;

    /// <summary>By verdict, and the reason where nothing becomes of the row.</summary>
    public TopCounts Verdicts { get; } = new();

    /// <summary>Removals by rule.</summary>
    public TopCounts Rules { get; } = new();

    /// <summary>Removals by the recipient's domain.</summary>
    public TopCounts Domains { get; } = new();

    /// <summary>Removals by campaign.</summary>
    public TopCounts Campaigns { get; } = new();

    /// <summary>Recipients of removals.</summary>
    public DistinctRecipients Recipients { get; } = new(hash);

    /// <summary>Removals that a provider has to confirm first.</summary>
    public long Unconfirmed { get; private set; }

    /// <summary>Replies that blame the sender, by reason, VMTA and domain.</summary>
    public TopCounts Blocks { get; } = new();

    /// <summary>What the brake would have held.</summary>
    public BrakeSimulation Brake { get; } = new(brake);

    /// <summary>The event of a decision that removes its recipient somewhere; null for every other one.</summary>
    public static BounceEvent? RemovalOf(Decision decision) =>
        decision is Decision.Accept { Event: { Kind: EventKind.HardBounce, Recipient: not null } removal, Routes.Count: > 0 } ? removal : null;

    /// <summary>Counts what was decided about one row, or about several that are alike.</summary>
    public void Count(Decision decision, long count)
    {
        switch (decision)
        {
            case Decision.Accept accept:
                Verdicts.Add(accept.Routes.Count > 0 ? accept.Label : $"{accept.Label}, nothing to do", accept.Event, count);
                Count(accept);
                break;
            case Decision.Skip { Verdict: Verdict.Unknown } skip:
                Verdicts.Add($"skipped: {skip.Reason}", skip.Event, count);
                break;
            case Decision.Skip skip:
                Verdicts.Add($"{skip.Verdict.Word()}, {skip.Reason}", skip.Judged ?? skip.Event, count);
                if (skip.Verdict == Verdict.Block && (skip.Judged ?? skip.Event) is { } blocked)
                    Blocks.Add(Sample.BlockOf(blocked), blocked);
                break;
        }
    }

    private void Count(Decision.Accept accept)
    {
        if (accept.Event.Kind == EventKind.Block)
            Blocks.Add(Sample.BlockOf(accept.Event), accept.Event);
        if (RemovalOf(accept) is not { } removal)
            return;
        Rules.Add(Cut(removal.Rule), removal);
        var identity = removal.Recipient!.Identity;
        Domains.Add(Cut(identity.AsSpan(identity.LastIndexOf('@') + 1)), removal);
        Campaigns.Add(Sample.CampaignOf(removal), removal);
        Recipients.Add(removal.Recipient);
        Unconfirmed += RemoteBounces.AwaitsProof(removal) ? 1 : 0;
        Brake.Count(removal);
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> name) => name[..Math.Min(name.Length, NameLimit)];
}
