using BounceHandler.Classification.Replies;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Classification;

/// <summary>
/// How far the reply outranks PowerMTA's category (the setting <c>evidence</c>). The classifier is built when the first bounce is judged: a run without
/// bounces pays nothing for it.
/// </summary>
/// <param name="evidence">The setting.</param>
/// <param name="categories">The configured category lists.</param>
/// <param name="ownRules">The operator's own rules, asked before those that come with the program.</param>
public sealed class EvidencePolicy(EvidenceUse evidence, CategoryRules categories, IReadOnlyList<ReplyRule> ownRules)
{
    // PowerMTA's stock patterns file trouble on the way under this one, which is no word about the recipient.
    private const string RoutingErrors = "routing-errors";

    private readonly Lazy<ReplyClassifier> _classifier = new(() => ReplyRules.Build(ownRules));

    /// <summary>Judges a bounce.</summary>
    /// <param name="category">PowerMTA's category; empty if absent.</param>
    /// <param name="record">Asked for its status only if replies are looked at.</param>
    /// <param name="diagnostic">The record's <c>dsnDiag</c>; empty if absent.</param>
    /// <returns>The judgement; null if the reply is not clear and the category is absent or not configured.</returns>
    public Judgement? Judge(string category, AccountingRecord record, string diagnostic)
    {
        return evidence == EvidenceUse.Off ? categories.Classify(category) : Judge(category, record[Column.DsnStatus] ?? "", diagnostic);
    }

    /// <summary>Judges a bounce by its texts.</summary>
    /// <returns>The judgement; null if the reply is not clear, or does not count, and the category is absent or not configured.</returns>
    public Judgement? Judge(string category, string status, string diagnostic) => evidence == EvidenceUse.Off
        ? categories.Classify(category)
        : Weigh(evidence, categories.Classify(category), category, status, Classify(status, diagnostic));

    /// <summary>What the reply says, whatever the setting is.</summary>
    public ReplyJudgement Classify(string status, string diagnostic) => _classifier.Value.Classify(status, diagnostic);

    /// <summary>Weighs the reply against the category.</summary>
    /// <param name="evidence">The setting.</param>
    /// <param name="listed">What the category lists say; null if they say nothing.</param>
    /// <param name="category">PowerMTA's category.</param>
    /// <param name="status">As in <c>dsnStatus</c>.</param>
    /// <param name="reply">What the reply says.</param>
    public static Judgement? Weigh(EvidenceUse evidence, Judgement? listed, string category, string status, ReplyJudgement reply) => evidence switch
    {
        EvidenceUse.Off => listed,
        EvidenceUse.Veto => listed is { } judgement && reply.Verdict != Verdict.Unknown && IsMilder(reply.Verdict, judgement.Verdict) ? Of(reply) : listed,
        _ => reply.Verdict != Verdict.Unknown ? Of(reply) : Unproven(listed, category, status),
    };

    // Nothing but a category speaks for a removal: neither trouble on the way nor a temporary status is enough.
    private static Judgement? Unproven(Judgement? listed, string category, string status) =>
        listed is { Verdict: Verdict.Hard } judgement
        && (category.Equals(RoutingErrors, StringComparison.OrdinalIgnoreCase) || (EnhancedStatusCode.TryParse(status, out var code) && code.Class == 4))
            ? judgement with { Verdict = Verdict.Soft }
            : listed;

    // Hard removes, soft counts, block does nothing: their order in the enumeration.
    private static bool IsMilder(Verdict one, Verdict other) => one > other;

    private static Judgement Of(ReplyJudgement reply) => new(reply.Verdict, reply.Rule) { Reason = reply.Reason };
}
