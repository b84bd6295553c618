namespace BounceHandler.Classification.Replies;

/// <summary>The rules that come with the program: <c>config/reply-rules.json</c>, which is built into it.</summary>
public static class ReplyRules
{
    /// <summary>Stands for the file in messages.</summary>
    public const string BuiltIn = "reply-rules.json (built in)";

    /// <summary>Reads them.</summary>
    public static IReadOnlyList<ReplyRule> Read()
    {
        using var resource = typeof(ReplyRules).Assembly.GetManifestResourceStream("reply-rules.json")
            ?? throw new InvalidOperationException("The reply rules are missing from the program.");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return ReplyRuleReader.Read(content, BuiltIn);
    }

    /// <summary>What is wrong with the operator's rules beyond their form: examples that other rules decide, a line each.</summary>
    public static IEnumerable<string> Misses(IReadOnlyList<ReplyRule> own)
    {
        var classifier = Build(own);
        foreach (var rule in own)
        {
            foreach (var text in rule.Examples)
            {
                var example = ReplyExample.Parse(text);
                var decided = classifier.Classify(example.Status, example.Diagnostic).Rule;
                if (decided != rule.Judgement.Rule)
                    yield return $"{rule.Name}: expected to decide its example \"{text}\", which {(decided.Length > 0 ? decided : "no rule")} decides";
            }
        }
    }

    /// <summary>Builds a classifier that asks the operator's rules first.</summary>
    public static ReplyClassifier Build(IReadOnlyList<ReplyRule> own) => new([.. own, .. Read()]);
}
