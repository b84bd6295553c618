namespace BounceHandler.Classification.Replies;

/// <summary>The rules that come with the program: <c>config/reply-rules.json</c>, which is built into it.</summary>
internal static class ReplyRules
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

    /// <summary>Builds a classifier that asks the operator's rules first.</summary>
    public static ReplyClassifier Build(IReadOnlyList<ReplyRule> own) => new([.. own, .. Read()]);
}
