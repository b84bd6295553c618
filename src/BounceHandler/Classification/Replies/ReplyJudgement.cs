namespace BounceHandler.Classification.Replies;

/// <summary>What a reply says of its recipient, and which rule says so.</summary>
/// <param name="Verdict">The verdict; <see cref="Verdict.Unknown"/> if no rule knows the reply.</param>
/// <param name="Rule">For example <c>reply:mailbox-unknown</c>; empty if no rule knows the reply.</param>
/// <param name="Reason">One of <see cref="ReplyReason"/>.</param>
/// <param name="Fault">On whose side the reason lies.</param>
/// <param name="Source">Where the rule comes from; empty if no rule knows the reply.</param>
public sealed record ReplyJudgement(Verdict Verdict, string Rule, string Reason, Fault Fault, string Source)
{
    /// <summary>Whose words the rule knows; empty: anybody's.</summary>
    public string Provider { get; init; } = "";

    /// <summary>No rule knows the reply.</summary>
    public static ReplyJudgement Unclear { get; } = new(Verdict.Unknown, "", ReplyReason.Unknown, Fault.Unknown, "");
}
