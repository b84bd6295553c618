using System.Security.Cryptography;
using System.Text;

namespace CampaignSimulator;

/// <summary>The HMAC-SHA1 that MailWizz 1.x puts over verb, address, its three headers and the fields of the body.</summary>
public static class MailWizzSignature
{
    /// <summary>The signature of a request whose address, query included, is spelled as in <paramref name="url"/>.</summary>
    public static string Compute(
        string method,
        string url,
        IEnumerable<KeyValuePair<string, string>> bodyFields,
        string publicKey,
        string timestamp,
        string remoteAddress,
        string privateKey)
    {
        // The remote address takes part even when it is empty, and its header was therefore never sent.
        KeyValuePair<string, string>[] headers =
        [
            new("X-MW-PUBLIC-KEY", publicKey),
            new("X-MW-REMOTE-ADDR", remoteAddress),
            new("X-MW-TIMESTAMP", timestamp),
        ];
        var separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var text = method.ToUpperInvariant() + " " + url + separator + PhpQuery.Build(PhpQuery.Sort([.. headers, .. bodyFields]));
#pragma warning disable CA5350 // The protocol asks for SHA-1.
        return Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(privateKey), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    internal static bool Verifies(SimulatorRequest request, string origin, string privateKey)
    {
        // Signing sorts the query, escapes it PHP's way and requests exactly that; any other spelling was not what was signed.
        if (request.RawQuery != PhpQuery.Build(PhpQuery.Sort(request.Query))) return false;

        var url = origin + request.RawPath.TrimEnd('/') + (request.RawQuery.Length == 0 ? "" : "?" + request.RawQuery);
        var expected = Compute(
            request.Method,
            url,
            request.Form,
            request.Header("X-MW-PUBLIC-KEY") ?? "",
            request.Header("X-MW-TIMESTAMP") ?? "",
            request.Header("X-MW-REMOTE-ADDR") ?? "",
            privateKey);
        return request.Header("X-MW-SIGNATURE") == expected;
    }
}
