using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BounceHandler.Providers.MailWizz;

/// <summary>The signature of MailWizz 1.x: HMAC-SHA1 over method, URL and all fields, as its PHP client makes it.</summary>
public static class MailWizzSignature
{
    /// <summary>The value of <c>X-MW-SIGNATURE</c>, lower-case hexadecimal.</summary>
    /// <param name="method">The method meant, also where it travels in an override header.</param>
    /// <param name="url">The URL really requested, query included.</param>
    /// <param name="body">The body's fields.</param>
    /// <param name="publicKey">Public key.</param>
    /// <param name="privateKey">Private key; never empty.</param>
    /// <param name="unixSeconds">The value of <c>X-MW-TIMESTAMP</c>.</param>
    public static string Of(
        string method, string url, IEnumerable<KeyValuePair<string, string>> body, string publicKey, string privateKey, long unixSeconds)
    {
        var signed = PhpQuery.Sorted(
        [
            new("X-MW-PUBLIC-KEY", publicKey),
            new("X-MW-TIMESTAMP", unixSeconds.ToString(CultureInfo.InvariantCulture)),
            // The header itself is not sent when it is empty, yet it is part of what is signed.
            new("X-MW-REMOTE-ADDR", ""),
            .. body,
        ]);
        var text = $"{method} {url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{PhpQuery.Build(signed)}";
#pragma warning disable CA5350 // MailWizz 1.x knows no other algorithm.
        return Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(privateKey), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }
}
