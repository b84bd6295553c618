using System.Text.Json;

namespace BounceHandler.Input;

/// <summary>
/// One line of NDJSON: an object whose names are column names. Case is ignored; of a repeated name the first value with content counts; nested values
/// are passed over; null is an empty value.
/// </summary>
internal static class JsonLine
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    /// <summary>True if the line is one JSON object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> line) => TryRead(line, out _);

    /// <summary>Reads a line.</summary>
    /// <param name="line">A line without its line end.</param>
    /// <param name="values">The known columns by <see cref="Column"/>; null where the object has none.</param>
    /// <returns>False if the line is not one JSON object, or is nested more than 16 deep.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out string?[] values)
    {
        values = new string?[ColumnName.Count];
        var reader = new Utf8JsonReader(line[LineStart.ByteOrderMarkLength(line)..], Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var known = ColumnName.TryParse(Text(in reader), out var column);
                reader.Read();
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    reader.Skip();
                else if (known && string.IsNullOrEmpty(values[(int)column]))
                    values[(int)column] = reader.TokenType == JsonTokenType.Null ? "" : Text(in reader);
            }

            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // GetString would throw on lone surrogates and on invalid UTF-8, which strangers write.
    private static string Text(in Utf8JsonReader reader) =>
        FieldText.Cut(reader.ValueIsEscaped ? JsonText.Unescape(reader.ValueSpan) : FieldText.Decode(reader.ValueSpan));
}
