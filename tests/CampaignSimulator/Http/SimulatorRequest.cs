using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CampaignSimulator;

/// <summary>One request as it really arrived: the raw target, because clients and signatures differ in how they escape.</summary>
internal sealed class SimulatorRequest
{
    private SimulatorRequest(HttpContext context, byte[] body)
    {
        Context = context;
        Body = body;
        RawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = RawTarget.IndexOf('?', StringComparison.Ordinal);
        RawPath = question < 0 ? RawTarget : RawTarget[..question];
        RawQuery = question < 0 ? "" : RawTarget[(question + 1)..];
        Query = RawQuery.Length == 0 ? [] : PhpQuery.Parse(RawQuery);
    }

    public HttpContext Context { get; }

    public byte[] Body { get; }

    public string RawTarget { get; }

    public string RawPath { get; }

    public string RawQuery { get; }

    public List<KeyValuePair<string, string>> Query { get; }

    /// <summary>Form fields of the body; empty where the content type is not one that PHP turns into fields.</summary>
    public List<KeyValuePair<string, string>> Form { get; private set; } = [];

    public string? Override => Header("X-HTTP-Method-Override");

    /// <summary>The verb that counts: the override header wins over the request line, whatever that says.</summary>
    public string Method => Override?.ToUpperInvariant() ?? Context.Request.Method;

    /// <summary>The header's value, or null where it is absent or empty: an empty header often does not survive the way.</summary>
    public string? Header(string name)
    {
        var value = Context.Request.Headers[name];
        return value.Count == 0 || string.IsNullOrEmpty(value[0]) ? null : value[0];
    }

    public string? FormField(string name) => Find(Form, name);

    public string? QueryField(string name) => Find(Query, name);

    public static async Task<SimulatorRequest> ReadAsync(HttpContext context)
    {
        var request = new SimulatorRequest(context, await ReadBodyAsync(context.Request));
        var contentType = context.Request.ContentType;
        if (request.Body.Length == 0 || contentType is null) return request;

        // PHP fills fields for a POST from both kinds; PUT and DELETE bodies are parsed as a query string only.
        if (contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            request.Form = PhpQuery.Parse(System.Text.Encoding.UTF8.GetString(request.Body));
        else if (contentType.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) && request.Method == "POST")
            request.Form = await MultipartForm.ParseAsync(request.Body, contentType);
        return request;
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0)) return [];
        if (request.ContentLength is { } length && length <= 1 << 20)
        {
            var exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact, request.HttpContext.RequestAborted);
            return exact;
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    private static string? Find(List<KeyValuePair<string, string>> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name) return field.Value;
        }

        return null;
    }
}
