using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CampaignSimulator;

/// <summary>A complete answer, ready to be sent or to be spoilt by a fault on its way.</summary>
internal sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public const string Json = "application/json";
    public const string Html = "text/html; charset=UTF-8";
    public const string Xml = "text/xml; charset=UTF-8";

    public string? Location { get; init; }

    public string? RetryAfter { get; init; }

    public static Answer Text(int status, string contentType, string body) => new(status, contentType, Encoding.UTF8.GetBytes(body));

    public static Answer WriteJson(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return new Answer(status, Json, buffer.WrittenMemory);
    }

    public static Answer HtmlPage(int status, string title) =>
        Text(status, Html, $"<html><head><title>{status} {title}</title></head>\n<body><h1>{title}</h1><hr>nginx</body></html>\n");

    public static Answer NotFoundPage { get; } = HtmlPage(404, "Not Found");
}
