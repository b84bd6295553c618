namespace BounceHandler.Storage;

/// <summary>The state could not be read or written. The message says what to do; exit code 74 (78 when it happens at start for lack of permission).</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
