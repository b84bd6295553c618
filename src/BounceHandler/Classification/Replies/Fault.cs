namespace BounceHandler.Classification.Replies;

/// <summary>On whose side the reason of a reply lies.</summary>
public enum Fault
{
    /// <summary>The recipient, its mailbox or its domain.</summary>
    Recipient,

    /// <summary>The sender: its address, IP, content, authentication, rate or configuration.</summary>
    Sender,

    /// <summary>The way between, or a server that is not well.</summary>
    Network,

    /// <summary>The reply does not say.</summary>
    Unknown,
}
