using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

/// <summary>What the configuration says about events: which actions, which bounce type, which campaign. Pure.</summary>
/// <param name="JobIds">How a job id names a campaign.</param>
/// <param name="Actions">Actions by kind of event.</param>
public sealed record MailWizzRules(CampaignPattern JobIds, IReadOnlyDictionary<EventKind, MailWizzActions> Actions)
{
    /// <summary>Longest message that MailWizz stores with a bounce, in characters.</summary>
    public const int MessageLimit = 250;

    /// <summary>
    /// The campaign that an event names: by its job id, else the first field of <c>Feedback-ID</c>, else its reference. Untrusted, only its shape is
    /// checked; null if there is none.
    /// </summary>
    public string? CampaignOf(BounceEvent e) =>
        JobIds.Match(e.JobId) ?? MailWizzUid.Or(e.FeedbackId.Split(':', 2)[0].Trim()) ?? MailWizzUid.Or(e.Reference?.Campaign);

    /// <summary>True if the event has something to do here: see <see cref="IBounceProvider.HasActionFor"/>.</summary>
    public bool HasActionFor(BounceEvent e)
    {
        var actions = Actions.GetValueOrDefault(e.Kind);
        if (e.Recipient is null && (MailWizzUid.Or(e.Reference?.Subscriber) is null || (MailWizzUid.Or(e.Reference?.List) ?? CampaignOf(e)) is null))
            return false;
        return (actions & MailWizzActions.AnyRemoval) != 0 || ((actions & MailWizzActions.AnyBounce) != 0 && CampaignOf(e) is not null);
    }

    /// <summary>The <c>bounce_type</c> of an event; null if it has no bounce action.</summary>
    public string? BounceTypeOf(EventKind kind)
    {
        var actions = Actions.GetValueOrDefault(kind);
        if ((actions & MailWizzActions.BounceSoft) != 0)
            return "soft";
        if ((actions & MailWizzActions.BounceInternal) != 0)
            return "internal";
        if ((actions & MailWizzActions.Bounce) == 0)
            return null;
        return kind switch
        {
            EventKind.HardBounce => "hard",
            EventKind.Block => "internal",
            _ => "soft",
        };
    }

    /// <summary>The message stored with a bounce: status and diagnostic, or who reported the complaint.</summary>
    public static string MessageOf(BounceEvent e) => e.Kind == EventKind.Complaint
        ? PlainText.Reason($"Abuse/FBL via {(string.IsNullOrWhiteSpace(e.Agent) ? "feedback loop" : e.Agent)}", "", "", MessageLimit)
        : PlainText.Reason(e.Status, e.Diagnostic, e.Category.Length > 0 ? e.Category : e.Rule, MessageLimit);
}
