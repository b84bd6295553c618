using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>Knows the forms of unsubscribe address that are configured, with their secrets. Pure; an address is never fetched or written to.</summary>
public interface IUnsubscribeAddresses
{
    /// <summary>Reads an address as the <c>mailto:</c> of a List-Unsubscribe header names it.</summary>
    /// <param name="address">Anything that a stranger wrote, percent-decoded.</param>
    /// <returns>Null where no configured form understands it.</returns>
    UnsubscribeReading? Read(string address);
}

/// <summary>What an unsubscribe address says.</summary>
/// <param name="Providers">
/// Names of the providers that its form is configured for; where it is signed, of those whose secret fits, and of all of them if none does.
/// </param>
/// <param name="Reference">The subscriber that it names; null where the form names an address only. Only the shape is checked.</param>
/// <param name="Recipient">The address that it carries; null where the form has none.</param>
/// <param name="IsTrusted">Its form asks for no signature, or the signature is right.</param>
public sealed record UnsubscribeReading(IReadOnlyList<string> Providers, SubscriberRef? Reference, EmailAddress? Recipient, bool IsTrusted);

/// <summary>No form is configured: no address is understood.</summary>
internal sealed class NoUnsubscribeAddresses : IUnsubscribeAddresses
{
    /// <inheritdoc/>
    public UnsubscribeReading? Read(string address) => null;
}
