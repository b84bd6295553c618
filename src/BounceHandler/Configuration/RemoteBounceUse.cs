namespace BounceHandler.Configuration;

/// <summary>What is done with remote bounces; anybody can send a report to a bounce mailbox.</summary>
public enum RemoteBounceUse
{
    /// <summary>They act like local ones where they prove whom they are about; else they are soft.</summary>
    Act,

    /// <summary>They are never more than soft, and never add up to a removal.</summary>
    Count,

    /// <summary>They are skipped.</summary>
    Ignore,
}
