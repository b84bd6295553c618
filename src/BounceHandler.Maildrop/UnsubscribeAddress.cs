namespace BounceHandler.Maildrop;

/// <summary>An address that one of the configured formats understood.</summary>
/// <param name="Format">The format as configured.</param>
/// <param name="Providers">The providers that use this format, in configured order; at least one.</param>
/// <param name="Tokens">What the address says.</param>
public sealed record UnsubscribeAddress(string Format, IReadOnlyList<string> Providers, AddressTokens Tokens);
