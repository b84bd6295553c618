namespace BounceHandler.Classification;

/// <summary>What a reply says of its recipient.</summary>
public enum Verdict
{
    /// <summary>Recipient or domain is gone.</summary>
    Hard,

    /// <summary>The recipient's side, may recover.</summary>
    Soft,

    /// <summary>About sender, IP, content, policy, authentication or rate: never touches a subscriber.</summary>
    Block,

    /// <summary>Not understood; never removes.</summary>
    Unknown,
}

/// <summary>What verdicts are called.</summary>
public static class VerdictWords
{
    /// <summary>The verdict as operators read it: <c>hard</c>, <c>soft</c>, <c>block</c>, <c>unknown</c>.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Hard => "hard",
        Verdict.Soft => "soft",
        Verdict.Block => "block",
        _ => "unknown",
    };
}

/// <summary>A verdict and the rule that decided it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Rule">For example <c>reply:mailbox-unknown</c> or <c>category:bad-mailbox</c>.</param>
public readonly record struct Judgement(Verdict Verdict, string Rule)
{
    private readonly string? _reason;

    /// <summary>Why the message was refused, in the words of <see cref="Replies.ReplyReason"/>; empty where the category alone decided.</summary>
    public string Reason
    {
        get => _reason ?? "";
        init => _reason = value;
    }
}
