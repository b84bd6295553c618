namespace BounceHandler.Classification.Replies;

/// <summary>
/// What a reply says of its recipient: the first rule that fits decides. Pure, and linear in the text's length however many rules there are; it looks at
/// the first <see cref="ReplyText.Longest"/> characters.
/// </summary>
public sealed class ReplyClassifier
{
    private readonly IReadOnlyList<ReplyRule> _rules;
    private readonly ReplyJudgement[] _judgements;
    private readonly ReplyJudgement[] _temporary;
    private readonly Conditions[] _conditions;
    private readonly PhraseAutomaton _automaton;
    private readonly int _phraseWords;

    // Bits of rules: those without phrases, and for each phrase those that it makes candidates.
    private readonly ulong[] _unconditional;
    private readonly int[][] _rulesOf;

    // Bounces of one cause come in crowds with the same words.
    private Memory? _last;

    /// <param name="rules">In the order in which they are asked.</param>
    public ReplyClassifier(IReadOnlyList<ReplyRule> rules)
    {
        _rules = rules;
        _judgements = [.. rules.Select(rule => rule.Judgement)];
        // A temporary reply never means that somebody is gone, whatever its words are.
        _temporary = [.. _judgements.Select(judgement => judgement.Verdict == Verdict.Hard ? judgement with { Verdict = Verdict.Soft } : judgement)];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _conditions = [.. rules.Select(rule => new Conditions(Numbers(rule.Any), Numbers(rule.With), Numbers(rule.All), Numbers(rule.None)))];
        _automaton = new PhraseAutomaton([.. numbers.Keys]);
        _phraseWords = (numbers.Count + 63) / 64;
        _unconditional = new ulong[(rules.Count + 63) / 64];
        var rulesOf = Enumerable.Range(0, numbers.Count).Select(_ => new List<int>()).ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            var (any, _, all, _) = _conditions[i];
            var leads = any.Length > 0 ? any : all.Length > 0 ? all[..1] : [];
            if (leads.Length == 0)
                _unconditional[i >> 6] |= 1UL << i;
            foreach (var lead in leads)
                rulesOf[lead].Add(i);
        }

        _rulesOf = [.. rulesOf.Select(list => list.ToArray())];

        int[] Numbers(IReadOnlyList<string> phrases)
        {
            var found = new int[phrases.Count];
            for (var i = 0; i < found.Length; i++)
            {
                if (!numbers.TryGetValue(phrases[i], out found[i]))
                    numbers.Add(phrases[i], found[i] = numbers.Count);
            }

            return found;
        }
    }

    /// <summary>Classifies a reply.</summary>
    /// <param name="status">As in <c>dsnStatus</c>: code and PowerMTA's words for it; may be empty.</param>
    /// <param name="diagnostic">As in <c>dsnDiag</c>: type and text; may be empty.</param>
    public ReplyJudgement Classify(string status, string diagnostic)
    {
        if (_last is { } last && last.Diagnostic == diagnostic && last.Status == status)
            return last.Judgement;
        var judgement = Decide(status, diagnostic);
        _last = new Memory(status, diagnostic, judgement);
        return judgement;
    }

    // What is used of the buffers is cleared by hand; clearing all of them would cost as much as the matching.
    [System.Runtime.CompilerServices.SkipLocalsInit]
    private ReplyJudgement Decide(string status, string diagnostic)
    {
        var text = ReplyText.Of(status, diagnostic);
        var needed = text.Length * 2;
        var prepared = ReplyText.Prepare(text, needed <= 1024 ? stackalloc char[1024] : new char[needed]);
        var codes = ReplyCodes.Read(status, prepared);
        var found = (_phraseWords <= 64 ? stackalloc ulong[64] : new ulong[_phraseWords])[.._phraseWords];
        found.Clear();
        _automaton.Find(prepared, found);
        Span<ulong> candidates = _unconditional.Length <= 16 ? stackalloc ulong[16] : new ulong[_unconditional.Length];
        _unconditional.CopyTo(candidates);
        for (var word = 0; word < _phraseWords; word++)
        {
            for (var bits = found[word]; bits != 0; bits &= bits - 1)
            {
                foreach (var rule in _rulesOf[(word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits)])
                    candidates[rule >> 6] |= 1UL << rule;
            }
        }

        for (var word = 0; word < _unconditional.Length; word++)
        {
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var rule = (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (Fits(rule, in codes, found))
                    return codes.IsTemporary ? _temporary[rule] : _judgements[rule];
            }
        }

        return ReplyJudgement.Unclear;
    }

    private bool Fits(int number, in ReplyCodes codes, ReadOnlySpan<ulong> found)
    {
        var rule = _rules[number];
        var (any, with, all, none) = _conditions[number];
        return FitsStatus(rule.Statuses, codes.Statuses) && FitsCode(rule.Codes, codes.Codes)
            && (any.Length == 0 || Count(any, found) > 0) && (with.Length == 0 || Count(with, found) > 0)
            && Count(all, found) == all.Length && Count(none, found) == 0;
    }

    private static bool FitsStatus(IReadOnlyList<StatusPattern> patterns, ReadOnlySpan<Events.EnhancedStatusCode> codes)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            foreach (var code in codes)
            {
                if (patterns[i].Fits(code))
                    return true;
            }
        }

        return patterns.Count == 0;
    }

    private static bool FitsCode(IReadOnlyList<ReplyCodePattern> patterns, ReadOnlySpan<int> codes)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            foreach (var code in codes)
            {
                if (patterns[i].Fits(code))
                    return true;
            }
        }

        return patterns.Count == 0;
    }

    private static int Count(int[] phrases, ReadOnlySpan<ulong> found)
    {
        var count = 0;
        foreach (var phrase in phrases)
            count += (int)(found[phrase >> 6] >> phrase & 1);
        return count;
    }

    private sealed record Conditions(int[] Any, int[] With, int[] All, int[] None);

    private sealed record Memory(string Status, string Diagnostic, ReplyJudgement Judgement);
}
