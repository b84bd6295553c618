namespace BounceHandler.Providers.Interspire;

/// <summary>What an answer of Interspire means for the call that brought it.</summary>
public enum InterspireVerdict
{
    /// <summary>SUCCESS.</summary>
    Ok,

    /// <summary>The address is not on the list, or is already what it should become.</summary>
    Nothing,

    /// <summary>User, token or permission: no call will work before somebody mends it.</summary>
    Refused,

    /// <summary>Try again later. Also whatever is not understood.</summary>
    Temporary,

    /// <summary>This very call will never work.</summary>
    Permanent,
}
