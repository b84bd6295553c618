using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>
/// Reads a configuration file into nodes that know their lines. Comments and trailing commas are allowed, a byte order mark is tolerated.
/// </summary>
internal ref struct ConfigurationParser
{
    /// <summary>Deepest nesting; the deepest setting needs four levels.</summary>
    public const int MaxDepth = 16;

    private readonly string _file;
    private readonly ReadOnlyMemory<byte> _json;
    private Utf8JsonReader _reader;
    private int _counted;
    private int _line = 1;

    private ConfigurationParser(ReadOnlyMemory<byte> json, string file)
    {
        (_file, _json) = (file, json);
        _reader = new Utf8JsonReader(json.Span, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = MaxDepth,
        });
    }

    /// <summary>The file's one object.</summary>
    public static ConfigurationNode Parse(ReadOnlyMemory<byte> json, string file)
    {
        if (json.Span.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        RefuseOtherEncodings(json.Span, file);
        var parser = new ConfigurationParser(json, file);
        try
        {
            parser._reader.Read();
            var root = parser.ReadValue();
            parser._reader.Read();
            return root.Kind == JsonValueKind.Object
                ? root
                : throw new ConfigurationException($"{file}:{root.Line}: expected a JSON object, found {root.ShownKind}");
        }
        catch (JsonException e)
        {
            throw Broken(e, file);
        }
    }

    private ConfigurationNode ReadValue()
    {
        var start = (int)_reader.TokenStartIndex;
        var line = LineOfToken();
        var text = "";
        List<ConfigurationMember> members = [];
        List<ConfigurationNode> items = [];
        var kind = _reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        };
        if (kind == JsonValueKind.String)
            text = ReadText();
        else if (kind == JsonValueKind.Object)
            ReadMembers(members);
        else if (kind == JsonValueKind.Array)
            ReadItems(items);
        return new ConfigurationNode
        {
            Kind = kind,
            Line = line,
            Offset = start,
            Json = _json[start..(int)_reader.BytesConsumed],
            Text = text,
            Members = members,
            Items = items,
        };
    }

    private void ReadMembers(List<ConfigurationMember> members)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var line = LineOfToken();
            var offset = _reader.TokenStartIndex;
            var key = ReadText();
            _reader.Read();
            members.Add(new ConfigurationMember(key, line, offset, ReadValue()));
        }
    }

    private void ReadItems(List<ConfigurationNode> items)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue());
    }

    private string ReadText()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // "\ud800" alone is JSON but no text.
            throw new ConfigurationException($"{_file}:{LineOfToken()}: expected text, found half of a surrogate pair");
        }
    }

    private int LineOfToken()
    {
        var start = (int)_reader.TokenStartIndex;
        _line += _json.Span[_counted..start].Count((byte)'\n');
        _counted = start;
        return _line;
    }

    private static void RefuseOtherEncodings(ReadOnlySpan<byte> json, string file)
    {
        if (System.Text.Unicode.Utf8.IsValid(json))
            return;
        var line = 1;
        foreach (var range in json.Split((byte)'\n'))
        {
            if (!System.Text.Unicode.Utf8.IsValid(json[range]))
                break;
            line++;
        }

        throw new ConfigurationException($"{file}:{line}: expected UTF-8, found bytes that are none");
    }

    // The reader's messages name what was expected, except for values, where it quotes what it found, which may be a secret.
    private static ConfigurationException Broken(JsonException e, string file)
    {
        var cut = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = cut < 0 ? e.Message : e.Message[..cut];
        if (reason.Contains("any JSON tokens", StringComparison.Ordinal))
            return new ConfigurationException($"{file}:1: expected a JSON object, found an empty file");
        if (reason.Contains("JSON literal", StringComparison.Ordinal) || reason.Contains("start of a value", StringComparison.Ordinal))
            reason = "expected text in double quotes, a number, true, false, null, { or [";
        else if (reason.Contains("depth to be zero", StringComparison.Ordinal))
            reason = "expected } or ] before the end of the file";
        else if (reason.Contains("maximum configured depth", StringComparison.Ordinal))
            reason = $"expected at most {MaxDepth.ToString(CultureInfo.InvariantCulture)} levels of braces and brackets";
        var line = ((e.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        var column = ((e.BytePositionInLine ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        return new ConfigurationException($"{file}:{line}: not valid JSON at column {column}: {reason}");
    }
}
