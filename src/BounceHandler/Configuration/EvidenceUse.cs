namespace BounceHandler.Configuration;

/// <summary>How far the reply (enhanced status code, diagnostic text) outranks PowerMTA's category.</summary>
public enum EvidenceUse
{
    /// <summary>The reply wins where it is clear, else the category lists decide.</summary>
    Decide,

    /// <summary>The reply can only prevent a removal.</summary>
    Veto,

    /// <summary>The category lists alone decide.</summary>
    Off,
}
