namespace BounceHandler.Maildrop;

/// <summary>
/// What an unsubscribe address says. Written by strangers: each part has only its shape checked. A part that the format does not
/// carry is null.
/// </summary>
/// <param name="Subscriber">Uid or id, 1 to 64 of [a-z0-9].</param>
/// <param name="List">Uid or id, 1 to 64 of [a-z0-9].</param>
/// <param name="Campaign">Uid or id, 1 to 64 of [a-z0-9].</param>
/// <param name="Recipient">The subscriber's address, `local@domain`.</param>
/// <param name="Signature">1 to 64 of [a-z0-9]; not verified.</param>
public sealed record AddressTokens(
    string? Subscriber = null, string? List = null, string? Campaign = null, string? Recipient = null, string? Signature = null)
{
    /// <summary>The value of a token; null where it is not carried.</summary>
    public string? this[AddressToken token] => token switch
    {
        AddressToken.Subscriber => Subscriber,
        AddressToken.List => List,
        AddressToken.Campaign => Campaign,
        AddressToken.Address => Recipient,
        AddressToken.Signature => Signature,
        _ => throw new ArgumentOutOfRangeException(nameof(token)),
    };

    internal AddressTokens With(AddressToken token, string value) => token switch
    {
        AddressToken.Subscriber => this with { Subscriber = value },
        AddressToken.List => this with { List = value },
        AddressToken.Campaign => this with { Campaign = value },
        AddressToken.Address => this with { Recipient = value },
        AddressToken.Signature => this with { Signature = value },
        _ => throw new ArgumentOutOfRangeException(nameof(token)),
    };
}
