namespace BounceHandler.Events;

/// <summary>What happened to one recipient, as providers act on it: their <c>onHard</c>, <c>onSoft</c>, … settings name these.</summary>
public enum EventKind
{
    /// <summary>The recipient or its domain is gone.</summary>
    HardBounce,

    /// <summary>The recipient's side refused and may recover.</summary>
    SoftBounce,

    /// <summary>The sender is at fault (blocklist, policy, content, rate): no subscriber may be touched.</summary>
    Block,

    /// <summary>The recipient reported the message as spam.</summary>
    Complaint,

    /// <summary>The recipient asked to be removed.</summary>
    Unsubscribe,

    /// <summary>The operator takes back what a bounce has changed; never read from input, and no provider is configured for it.</summary>
    Restore,
}
