namespace BounceHandler.Configuration;

/// <summary>The key <c>retention</c>. Suppressions are kept for ever.</summary>
public sealed record RetentionSettings
{
    /// <summary>Days that accepted events are recognised when they are read again, 1 to 3650.</summary>
    public int SeenDays { get; init; } = 90;

    /// <summary>Days that the ledger is kept, 1 to 36500.</summary>
    public int LedgerDays { get; init; } = 400;

    /// <summary>Days that drops which could not be read are kept, 1 to 3650.</summary>
    public int DropDays { get; init; } = 30;
}
