using BounceHandler.Classification.Blocks;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands.Backtesting;

/// <summary>What a server has said to somebody, as an example that is short and safe to show.</summary>
internal static class Sample
{
    private const int Limit = 120;

    /// <summary>Recipient, status and reply, cut.</summary>
    public static string Of(BounceEvent e)
    {
        var text = $"{OutcomeLines.Name(e)}: {string.Join(' ', ((string[])[e.Status, e.Diagnostic]).Where(part => part.Length > 0))}".TrimEnd(' ', ':');
        return LogLine.Escape(text.Length <= Limit ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Limit - 1]) ? Limit - 1 : Limit), "…"));
    }

    /// <summary>The campaign, as a name to count under: the job id, else the campaign of the Feedback-ID.</summary>
    public static string CampaignOf(BounceEvent e) =>
        Classification.Brake.BrakeGroups.OfCampaign(e.JobId, e.FeedbackId) is { } campaign ? campaign.Key : "(none)";

    /// <summary>What refused us, and where.</summary>
    public static string BlockOf(BounceEvent e) => BlockWatch.GroupOf(e).ToString();
}
