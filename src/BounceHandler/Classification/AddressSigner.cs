using System.Security.Cryptography;
using System.Text;
using BounceHandler.Maildrop;

namespace BounceHandler.Classification;

/// <summary>
/// The token {signature}: without it anybody who guesses a subscriber's uid can write that subscriber's address. It is the beginning of
/// HMAC-SHA256 (RFC 2104), keyed with the secret in UTF-8, over a line <c>name=value</c> for every other token that the form carries, in the
/// order subscriber, list, campaign, address, each ended by a line feed and all in lower case, as PowerMTA lower-cases addresses.
/// </summary>
/// <remarks>
/// 80 bits: a guess needs a mail each and 2^79 of them, and sixteen characters of base32 (RFC 4648, in lower case) fit beside three uids of
/// MailWizz into the 64 octets that a local part may have (RFC 5321 4.5.3.1.1): 3 x 13 + 16 and the separators. Twice the length would not.
/// </remarks>
public static class AddressSigner
{
    /// <summary>Characters of a signature, of <c>[a-z2-7]</c>.</summary>
    public const int Length = SignedBytes * 8 / BitsEach;

    private const int SignedBytes = 10;
    private const int BitsEach = 5;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Signs what an address of this form says.</summary>
    /// <param name="secret">The secret configured with the form.</param>
    /// <param name="format">Which tokens count; a signature among them does not.</param>
    /// <param name="tokens">Their values; case is ignored.</param>
    public static string Sign(string secret, AddressFormat format, AddressTokens tokens)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Canonical(format, tokens)), hash);
        return Base32(hash[..SignedBytes]);
    }

    /// <summary>Is the signature that an address carries the one we would make? Takes the same time wherever they differ.</summary>
    public static bool Verify(string secret, AddressFormat format, AddressTokens tokens) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes((tokens.Signature ?? "").ToLowerInvariant()), Encoding.UTF8.GetBytes(Sign(secret, format, tokens)));

    private static string Canonical(AddressFormat format, AddressTokens tokens)
    {
        var text = new StringBuilder(128);
        foreach (var token in format.Tokens.Where(token => token != AddressToken.Signature))
            text.Append(NameOf(token)).Append('=').Append(tokens[token]?.ToLowerInvariant()).Append('\n');
        return text.ToString();
    }

    private static string NameOf(AddressToken token) => token switch
    {
        AddressToken.Subscriber => "subscriber",
        AddressToken.List => "list",
        AddressToken.Campaign => "campaign",
        AddressToken.Address => "address",
        _ => throw new ArgumentOutOfRangeException(nameof(token)),
    };

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(Length);
        var (bits, count) = (0, 0);
        foreach (var octet in bytes)
        {
            (bits, count) = ((bits << 8) | octet, count + 8);
            for (; count >= BitsEach; count -= BitsEach)
                text.Append(Alphabet[(bits >> (count - BitsEach)) & 31]);
            bits &= (1 << count) - 1;
        }

        return text.ToString();
    }
}
