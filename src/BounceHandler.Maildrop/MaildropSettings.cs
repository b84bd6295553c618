namespace BounceHandler.Maildrop;

/// <summary>The settings that both programs need. All other keys are the dispatcher's and are not looked at here.</summary>
public sealed record MaildropSettings
{
    /// <summary>Absolute path; null where the configuration does not set it.</summary>
    public string? StateDirectory { get; init; }

    public LogSettings Log { get; init; } = new();

    /// <summary>The formats of unsubscribe addresses, in the order in which they are tried.</summary>
    public IReadOnlyList<UnsubscribeFormat> UnsubscribeFormats { get; init; } = [];
}
