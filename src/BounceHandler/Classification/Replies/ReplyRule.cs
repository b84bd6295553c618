namespace BounceHandler.Classification.Replies;

/// <summary>
/// One statement about replies. It fits a reply if every condition that it has is met; without <see cref="Any"/> and <see cref="All"/> the codes alone
/// decide.
/// </summary>
public sealed record ReplyRule
{
    /// <summary>Short and unique, in lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Mailbox provider or server whose wording this is; empty: everybody's.</summary>
    public string Provider { get; init; } = "";

    /// <summary>One of the reply's enhanced status codes fits one of these; empty: no condition.</summary>
    public IReadOnlyList<StatusPattern> Statuses { get; init; } = [];

    /// <summary>One of the reply's reply codes fits one of these; empty: no condition.</summary>
    public IReadOnlyList<ReplyCodePattern> Codes { get; init; } = [];

    /// <summary>One of these phrases is in the text; empty: no condition.</summary>
    public IReadOnlyList<string> Any { get; init; } = [];

    /// <summary>One of these phrases is in the text as well; empty: no condition.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>All of these phrases are in the text.</summary>
    public IReadOnlyList<string> All { get; init; } = [];

    /// <summary>None of these phrases is in the text.</summary>
    public IReadOnlyList<string> None { get; init; } = [];

    /// <summary>What the reply says.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One of <see cref="ReplyReason"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>On whose side the reason lies.</summary>
    public required Fault Fault { get; init; }

    /// <summary>Why this is true: an RFC section, a registry, a provider's documentation.</summary>
    public string Source { get; init; } = "";

    /// <summary>Replies that this rule decides, as <see cref="ReplyExample"/> reads them.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Every phrase of its conditions.</summary>
    internal IEnumerable<string> Phrases => Any.Concat(With).Concat(All).Concat(None);

    /// <summary>What becomes of a reply that it fits.</summary>
    internal ReplyJudgement Judgement => new(Verdict, "reply:" + Name, Reason, Fault, Source) { Provider = Provider };
}
