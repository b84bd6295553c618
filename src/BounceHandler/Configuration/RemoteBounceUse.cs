namespace BounceHandler.Configuration;

/// <summary>What is done with remote bounces; anybody can send a report to a bounce mailbox.</summary>
public enum RemoteBounceUse
{
    /// <summary>They count like local ones.</summary>
    Act,

    /// <summary>They are counted and change no list.</summary>
    Count,

    /// <summary>They are skipped.</summary>
    Ignore,
}
