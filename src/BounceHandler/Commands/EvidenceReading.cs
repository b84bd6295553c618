using BounceHandler.Classification;
using BounceHandler.Classification.Replies;
using BounceHandler.Configuration;

namespace BounceHandler.Commands;

/// <summary>What a reply says, and what the policy in force makes of it.</summary>
internal sealed class EvidenceReading
{
    private readonly CategoryRules _categories;
    private readonly EvidencePolicy _policy;

    /// <param name="settings">The configuration in force.</param>
    public EvidenceReading(Settings settings)
    {
        _categories = new CategoryRules(settings.BounceCategories, settings.SoftBounceCategories);
        _policy = new EvidencePolicy(settings.Evidence, _categories, settings.OwnReplyRules);
    }

    /// <summary>What the reply says by itself.</summary>
    public ReplyJudgement Reply(string status, string diagnostic) => _policy.Classify(status, diagnostic);

    /// <summary>What becomes of a bounce with this reply, and the rule; where nothing becomes of it, the reason for which the row is skipped.</summary>
    public (Verdict Verdict, string Rule, string Why) Outcome(string category, string status, string diagnostic)
    {
        if (Exclusions.OfRecord(diagnostic, "") is { } excluded)
            return (Verdict.Unknown, excluded, $"skipped, {excluded}");
        return _policy.Judge(category, status, diagnostic) is { } judgement
            ? (judgement.Verdict, judgement.Rule, judgement.Rule)
            : (Verdict.Unknown, "", $"skipped, {_categories.NotConfigured(category)}");
    }

    /// <summary>A verdict as it is written.</summary>
    public static string NameOf(Verdict verdict) => SettingsSection.NameOf(verdict);
}
