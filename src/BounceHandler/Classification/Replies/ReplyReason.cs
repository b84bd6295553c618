namespace BounceHandler.Classification.Replies;

/// <summary>Why a message was refused, in the words of the field. A closed set, so that summaries by reason stay short.</summary>
public static class ReplyReason
{
    /// <summary>No rule knows the reply.</summary>
    public const string Unknown = "unknown";

    /// <summary>Every reason that a rule may give, with the side on which it usually lies.</summary>
    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>(StringComparer.Ordinal)
    {
        ["mailbox unknown"] = Fault.Recipient,
        ["mailbox disabled"] = Fault.Recipient,
        ["mailbox moved"] = Fault.Recipient,
        ["mailbox full"] = Fault.Recipient,
        ["mailbox restricted"] = Fault.Recipient,
        ["domain unknown"] = Fault.Recipient,
        ["domain accepts no mail"] = Fault.Recipient,
        ["greylisted"] = Fault.Network,
        ["rate limited"] = Fault.Sender,
        ["recipient rate limited"] = Fault.Recipient,
        ["blocklisted"] = Fault.Sender,
        ["reputation"] = Fault.Sender,
        ["authentication"] = Fault.Sender,
        ["reverse dns"] = Fault.Sender,
        ["sender refused"] = Fault.Sender,
        ["relaying"] = Fault.Sender,
        ["content"] = Fault.Sender,
        ["spam"] = Fault.Sender,
        ["virus"] = Fault.Sender,
        ["too large"] = Fault.Sender,
        ["policy"] = Fault.Sender,
        ["encryption"] = Fault.Sender,
        ["protocol"] = Fault.Sender,
        ["network"] = Fault.Network,
        ["mail loop"] = Fault.Network,
        ["expired"] = Fault.Network,
        ["server trouble"] = Fault.Network,
        ["configuration"] = Fault.Network,
        [Unknown] = Fault.Unknown,
    };
}
