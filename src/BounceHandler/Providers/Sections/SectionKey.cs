namespace BounceHandler.Providers.Sections;

/// <summary>One key that a provider's section may have.</summary>
/// <param name="Name">The key.</param>
/// <param name="Expected">What its value must be, for messages: "a whole number from 1 to 256".</param>
public sealed record SectionKey(string Name, string Expected)
{
    /// <summary><c>type</c>, which every section has.</summary>
    public static SectionKey Type { get; } = new("type", "the name of a provider type");

    /// <summary><c>endpoint</c> of a remote provider.</summary>
    public static SectionKey Endpoint { get; } = new("endpoint", "an absolute http or https URL without user, query or fragment");

    /// <summary><c>senders</c> of a remote provider.</summary>
    public static SectionKey Senders { get; } = new("senders", "sender patterns: an address, *@domain or *.domain");

    /// <summary><c>tenant</c> of a remote provider.</summary>
    public static SectionKey Tenant { get; } = new("tenant", "a name, or null for the one default tenant");

    /// <summary><c>concurrency</c>: calls under way at once.</summary>
    public static SectionKey Concurrency { get; } = new("concurrency", "a whole number from 1 to 256");

    /// <summary><c>timeoutSeconds</c>: longest time for one call.</summary>
    public static SectionKey TimeoutSeconds { get; } = new("timeoutSeconds", "a whole number from 1 to 600");
}
