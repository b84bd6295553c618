namespace BounceHandler.Maildrop;

/// <summary>The tokens of a format, written in lower case between braces: `{subscriber}`.</summary>
public enum AddressToken
{
    Subscriber,
    List,
    Campaign,

    /// <summary>The recipient's whole address, with `=` for its `@` as in VERP.</summary>
    Address,
    Signature,
}
