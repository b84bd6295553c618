using System.Buffers;
using System.Text;
using System.Text.Json;

namespace BounceHandler.Storage;

/// <summary>Many texts as one parameter, for <c>json_each</c>: one statement asks for a whole batch.</summary>
internal static class TextList
{
    /// <summary>A JSON array.</summary>
    public static string Of(IEnumerable<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
