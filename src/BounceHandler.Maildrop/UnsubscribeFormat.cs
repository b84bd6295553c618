namespace BounceHandler.Maildrop;

/// <summary>One entry of `unsubscribe.addresses`.</summary>
/// <param name="Format">Shape of the address.</param>
/// <param name="Provider">Name of the provider whose subscribers it names.</param>
/// <param name="HasSecret">A secret for {signature} is configured. Only the dispatcher reads it.</param>
public sealed record UnsubscribeFormat(AddressFormat Format, string Provider, bool HasSecret)
{
    /// <summary>The first format that understands the address, with every provider that uses it; or null.</summary>
    public static UnsubscribeAddress? Match(IReadOnlyList<UnsubscribeFormat> formats, string address)
    {
        foreach (var candidate in formats)
        {
            if (candidate.Format.Match(address) is not { } tokens)
                continue;
            var text = candidate.Format.Text;
            string[] providers = [.. formats.Where(f => f.Format.Text == text).Select(f => f.Provider).Distinct()];
            return new UnsubscribeAddress(text, providers, tokens);
        }

        return null;
    }
}
