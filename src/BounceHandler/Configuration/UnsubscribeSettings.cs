namespace BounceHandler.Configuration;

/// <summary>The key <c>unsubscribe</c>: how unsubscribe addresses are built.</summary>
public sealed record UnsubscribeSettings
{
    /// <summary>Known forms; null: <c>{subscriber}.{list}.{campaign}@*</c> for every mailwizz provider.</summary>
    public IReadOnlyList<UnsubscribeFormat>? Addresses { get; init; }
}

/// <summary>One form of unsubscribe address.</summary>
/// <param name="Format">For example <c>{subscriber}.{list}.{campaign}@*</c>.</param>
/// <param name="Provider">Name of the configured provider whose lists it names.</param>
/// <param name="Secret">Resolved key of the address's signature; null: unsigned.</param>
public sealed record UnsubscribeFormat(string Format, string Provider, string? Secret);
