using System.Text.Json;

namespace BounceHandler.Providers.Sections;

/// <summary>On which line each key of a section stands (<c>senders</c>), and each element of its lists (<c>senders[1]</c>).</summary>
public sealed class SectionLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Keys that stand twice, with the line of the second.</summary>
    public IReadOnlyList<(string Key, int Line)> Repeated => _repeated;

    private readonly List<(string Key, int Line)> _repeated = [];

    /// <summary>All keys of the section in their order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    private readonly List<string> _keys = [];

    /// <summary>Walks the section. Throws <see cref="JsonException"/> where it is no JSON object.</summary>
    /// <param name="json">The section's object.</param>
    /// <param name="firstLine">Line of the file on which it starts.</param>
    public static SectionLines Of(ReadOnlySpan<byte> json, int firstLine)
    {
        var lines = new SectionLines();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var line = firstLine;
        long counted = 0;
        var key = "";
        var element = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("expected an object");
        while (reader.Read())
        {
            line += json[(int)counted..(int)reader.TokenStartIndex].Count((byte)'\n');
            counted = reader.TokenStartIndex;
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                key = reader.GetString() ?? "";
                element = 0;
                lines.Add(key, line);
            }
            else if (reader.CurrentDepth == 2
                && reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject))
            {
                lines._lines.TryAdd($"{key}[{element++}]", line);
            }
        }

        return lines;
    }

    /// <summary>The line of a key or list element; the line of its key where the element is not known; null if neither is there.</summary>
    public int? Find(string path)
    {
        if (_lines.TryGetValue(path, out var line))
            return line;
        var end = path.AsSpan().IndexOfAny('[', '.');
        return end > 0 && _lines.TryGetValue(path[..end], out line) ? line : null;
    }

    private void Add(string key, int line)
    {
        _keys.Add(key);
        if (!_lines.TryAdd(key, line))
            _repeated.Add((key, line));
    }
}
