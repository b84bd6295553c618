namespace BounceHandler.Events;

/// <summary>A checked address in its two spellings (RFC 5321 4.1.2, RFC 6531 for UTF-8 local parts).</summary>
/// <param name="Spelling">The record's spelling with a lower-case domain; what providers are given.</param>
/// <param name="Identity">Lower case with an A-label domain; what is compared and stored.</param>
public sealed partial record EmailAddress(string Spelling, string Identity)
{
    /// <summary>Domain in A-labels, lower case.</summary>
    public string Domain => Identity[(Identity.LastIndexOf('@') + 1)..];

    /// <inheritdoc/>
    public override string ToString() => Spelling;
}
