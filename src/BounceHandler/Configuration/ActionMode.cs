namespace BounceHandler.Configuration;

/// <summary>Whether providers are told.</summary>
public enum ActionMode
{
    /// <summary>Consequences are carried out.</summary>
    Act,

    /// <summary>Everything is decided and recorded, nothing is carried out.</summary>
    Observe,
}
