using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>Understands the addresses that unsubscribe mails are sent to, and that <c>List-Unsubscribe</c> headers carry.</summary>
public interface IUnsubscribeAddresses
{
    /// <summary>What an address says; null where no configured form understands it. Never throws.</summary>
    /// <param name="address">Written by a stranger; angle brackets around it are ignored.</param>
    UnsubscribeReading? Read(string address);
}

/// <summary>What an unsubscribe address says.</summary>
/// <param name="Providers">Names of the providers whose subscribers it names, in configured order; at least one.</param>
/// <param name="Reference">Campaign, list and subscriber as far as the form carries them; null where it carries none of them.</param>
/// <param name="Recipient">The subscriber's address; null where the form does not carry it.</param>
/// <param name="IsSignedRight">Its signature is ours, or the form needs none.</param>
public sealed record UnsubscribeReading(IReadOnlyList<string> Providers, SubscriberRef? Reference, EmailAddress? Recipient, bool IsSignedRight);
