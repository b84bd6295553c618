namespace BounceHandler.Classification;

/// <summary>
/// Hard or soft by PowerMTA's category alone, from the two configured lists. The soft list is looked at first; an empty hard list means every category
/// that is not soft. Case is ignored.
/// </summary>
public sealed class CategoryRules(IEnumerable<string> hard, IEnumerable<string> soft)
{
    private readonly HashSet<string> _hard = new(hard, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _soft = new(soft, StringComparer.OrdinalIgnoreCase);
    private Reason? _last;

    /// <summary>The judgement; null if the category is absent or not configured.</summary>
    public Judgement? Classify(string category)
    {
        if (category.Length == 0)
            return null;
        if (_soft.Contains(category))
            return new Judgement(Verdict.Soft, Rule(category));
        return _hard.Count == 0 || _hard.Contains(category) ? new Judgement(Verdict.Hard, Rule(category)) : null;
    }

    /// <summary>Why a record is skipped whose category <see cref="Classify"/> does not know.</summary>
    public string NotConfigured(string category)
    {
        // Records of one category come in crowds.
        if (_last is var (name, reason) && name == category)
            return reason;
        reason = $"category {(category.Length == 0 ? "(none)" : BounceReading.Countable(category))} not configured";
        _last = new(category, reason);
        return reason;
    }

    private static string Rule(string category) => "category:" + category.ToLowerInvariant();

    private sealed record Reason(string Category, string Text);
}
