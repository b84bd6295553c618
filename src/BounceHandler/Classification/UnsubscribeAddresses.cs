using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Classification;

/// <summary>Reads unsubscribe addresses by the forms in force. Pure.</summary>
/// <param name="forms">In the order in which they are tried.</param>
public sealed class UnsubscribeAddresses(IReadOnlyList<SignedFormat> forms) : IUnsubscribeAddresses
{
    /// <summary>Some form has a secret: what carries no signature at all must not do what an unsigned address cannot.</summary>
    public bool AreSigned { get; } = forms.Any(form => form.Secret is not null);

    /// <summary>
    /// The first form that understands the address and whose signature is right, or that needs none; else the first one with a wrong signature. Its
    /// providers are all that use the same form, as far as the signature was made with their secret.
    /// </summary>
    /// <inheritdoc/>
    public UnsubscribeReading? Read(string address)
    {
        UnsubscribeReading? wrong = null;
        foreach (var form in forms)
        {
            if (form.Format.Match(address) is not { } tokens)
                continue;
            var isRight = IsRight(form, tokens);
            if (!isRight && wrong is not null)
                continue;
            var users = forms.Where(other => other.Format.Text == form.Format.Text && IsRight(other, tokens) == isRight);
            var reading = Meaning([.. users.Select(user => user.Provider).Distinct(StringComparer.Ordinal)], tokens, isRight);
            if (isRight && reading is not null)
                return reading;
            wrong ??= reading;
        }

        return wrong;
    }

    /// <summary>What tokens say; null where they name nobody: an address that only looks like one.</summary>
    internal static UnsubscribeReading? Meaning(IReadOnlyList<string> providers, AddressTokens tokens, bool isTrusted)
    {
        var recipient = EmailAddress.TryParse(tokens.Recipient, out var address) ? address : null;
        if (recipient is null && tokens.Subscriber is null)
            return null;
        var reference = new SubscriberRef(tokens.Campaign, tokens.List, tokens.Subscriber);
        return new UnsubscribeReading(providers, reference == new SubscriberRef(null, null, null) ? null : reference, recipient, isTrusted);
    }

    private static bool IsRight(SignedFormat form, AddressTokens tokens) =>
        !form.Format.IsSigned || (form.Secret is { } secret && AddressSigner.Verify(secret, form.Format, tokens));
}
