using BounceHandler.Classification;
using BounceHandler.Events;

namespace BounceHandler.Commands.Backtesting;

/// <summary>Removals of one configuration that another one does not make.</summary>
/// <param name="hash">For counting recipients.</param>
internal sealed class BacktestDifference(RecipientHash hash)
{
    /// <summary>By rule and by what the other one says.</summary>
    public TopCounts Rules { get; } = new();

    /// <summary>Whom they are about.</summary>
    public DistinctRecipients Recipients { get; } = new(hash);

    /// <summary>Counts a removal.</summary>
    public void Count(BounceEvent removal, Decision other)
    {
        Rules.Add($"{removal.Rule}; there {Outcome(other)}", removal);
        Recipients.Add(removal.Recipient!);
    }

    private static string Outcome(Decision decision) => decision switch
    {
        Decision.Accept accept => $"{accept.Label} by {accept.Event.Rule}",
        Decision.Skip { Verdict: Verdict.Unknown } skip => $"skipped: {skip.Reason}",
        Decision.Skip skip => $"{skip.Verdict.Word()}, {skip.Reason}{((skip.Judged ?? skip.Event)?.Rule is { } rule ? $" by {rule}" : "")}",
        _ => "",
    };
}
