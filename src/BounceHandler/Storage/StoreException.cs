namespace BounceHandler.Storage;

/// <summary>The state could not be read or written. The message says what to do; exit code 74 (78 when it happens at start for lack of permission).</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The files belong to somebody else: the operator has to mend that, waiting does not help.</summary>
    public bool IsDenied { get; init; }

    /// <summary>The database is damaged: waiting does not help, and nothing more may be entrusted to it.</summary>
    public bool IsDamaged { get; init; }
}
