using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace BounceHandler.Providers.MailWizz;

/// <summary>Builds requests byte for byte as MailWizz's PHP client does, which is what its signature check expects.</summary>
/// <param name="endpoint">API base without slashes at its end.</param>
/// <param name="credentials">How calls prove who we are.</param>
/// <param name="time">The clock for the signature's timestamp.</param>
public sealed class MailWizzRequests(string endpoint, MailWizzCredentials credentials, TimeProvider time)
{
    private const string Index = "/index.php";

    /// <summary>The base that works where this one answers "not found": with <c>/index.php</c> or without.</summary>
    public string OtherBase => endpoint.EndsWith(Index, StringComparison.Ordinal) ? endpoint[..^Index.Length] : endpoint + Index;

    /// <summary>One request.</summary>
    /// <param name="method">GET, POST or PUT.</param>
    /// <param name="path">Path below the base.</param>
    /// <param name="fields">The query of a GET, else the form body.</param>
    /// <param name="putAsPost">Send a PUT as POST; the override header says what is meant.</param>
    public HttpRequestMessage Build(string method, string path, IReadOnlyList<KeyValuePair<string, string>> fields, bool putAsPost)
    {
        var isGet = method == "GET";
        var url = $"{endpoint}/{path}".TrimEnd('/');
        if (isGet && fields.Count > 0)
            url += "?" + PhpQuery.Build(PhpQuery.Sorted(fields));

        // Without this Uri sends %7E as ~, and the signature, made over %7E, fails.
        var uri = new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(method == "PUT" && putAsPost ? "POST" : method), uri);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (method == "PUT")
            request.Headers.Add("X-HTTP-Method-Override", "PUT");
        if (!isGet)
        {
            request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(PhpQuery.Build(fields)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        Authenticate(request, method, url, isGet ? [] : fields);
        return request;
    }

    private void Authenticate(HttpRequestMessage request, string method, string url, IReadOnlyList<KeyValuePair<string, string>> body)
    {
        switch (credentials)
        {
            case MailWizzCredentials.ApiKey key:
                request.Headers.Add("X-Api-Key", key.Key);
                break;
            case MailWizzCredentials.Keys keys:
                var seconds = time.GetUtcNow().ToUnixTimeSeconds();
                request.Headers.Add("X-MW-PUBLIC-KEY", keys.Public);
                request.Headers.Add("X-MW-TIMESTAMP", seconds.ToString(CultureInfo.InvariantCulture));
                if (keys.Private is { } secret)
                    request.Headers.Add("X-MW-SIGNATURE", MailWizzSignature.Of(method, url, body, keys.Public, secret, seconds));
                break;
        }
    }
}
