namespace BounceHandler.Classification;

/// <summary>
/// Hard or soft by PowerMTA's category alone, from the two configured lists. The soft list is looked at first; an empty hard list means every category
/// that is not soft. Case is ignored.
/// </summary>
public sealed class CategoryRules(IEnumerable<string> hard, IEnumerable<string> soft)
{
    private readonly HashSet<string> _hard = new(hard, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _soft = new(soft, StringComparer.OrdinalIgnoreCase);

    /// <summary>The judgement; null if the category is absent or not configured.</summary>
    public Judgement? Classify(string category)
    {
        if (category.Length == 0)
            return null;
        var rule = "category:" + category.ToLowerInvariant();
        if (_soft.Contains(category))
            return new Judgement(Verdict.Soft, rule);
        return _hard.Count == 0 || _hard.Contains(category) ? new Judgement(Verdict.Hard, rule) : null;
    }
}
