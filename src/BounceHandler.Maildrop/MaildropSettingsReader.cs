using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace BounceHandler.Maildrop;

/// <summary>
/// Reads <see cref="MaildropSettings"/> token by token: no serializer, so that the program that handles one mail starts fast. The
/// file must be valid JSON (comments and trailing commas allowed); the keys read here must have the right type.
/// </summary>
public static class MaildropSettingsReader
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">Contents of the file, UTF-8, with or without a byte order mark.</param>
    /// <param name="file">Its absolute path: named in errors, and relative paths inside it start at its directory.</param>
    /// <param name="settings">The settings, when the file is usable.</param>
    /// <param name="error">Else what is wrong, with file and line.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json, string file, [NotNullWhen(true)] out MaildropSettings? settings, [NotNullWhen(false)] out string? error)
    {
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            settings = Read(ref reader, Path.GetDirectoryName(file) ?? "/");
            error = null;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException) // ArgumentException: no path
        {
            var at = (e as JsonException)?.LineNumber ?? json[..(int)reader.TokenStartIndex].Count((byte)'\n');
            settings = null;
            error = string.Create(CultureInfo.InvariantCulture, $"{file}, line {at + 1}: {e.Message}");
            return false;
        }
    }

    private static MaildropSettings Read(ref Utf8JsonReader reader, string directory)
    {
        var settings = new MaildropSettings();
        var unsubscribe = new UnsubscribeSection();
        Advance(ref reader);
        Expect(reader, JsonTokenType.StartObject, "the configuration", "an object");
        while (NextKey(ref reader) is { } key)
        {
            switch (key)
            {
                case "stateDirectory":
                    settings = settings with { StateDirectory = Text(reader, key, nullable: true) is { } path ? Path.GetFullPath(path, directory) : null };
                    break;
                case "log":
                    settings = settings with { Log = ReadLog(ref reader, directory) };
                    break;
                case "providers":
                    unsubscribe.ReadProviders(ref reader);
                    break;
                case "unsubscribe":
                    unsubscribe.ReadAddresses(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        while (reader.Read())
        {
            // Anything after the closing brace is an error that the reader reports.
        }

        return settings with { UnsubscribeFormats = unsubscribe.Formats() };
    }

    private static LogSettings ReadLog(ref Utf8JsonReader reader, string directory)
    {
        var log = new LogSettings();
        Expect(reader, JsonTokenType.StartObject, "log", "an object");
        while (NextKey(ref reader) is { } key)
        {
            switch (key)
            {
                case "file":
                    log = log with { File = Text(reader, "log.file", nullable: true) is { } path ? Path.GetFullPath(path, directory) : null };
                    break;
                case "console" when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                    log = log with { Console = reader.GetBoolean() };
                    break;
                case "format" when reader.TokenType is JsonTokenType.String && reader.GetString() is "text" or "json":
                    log = log with { Json = reader.ValueTextEquals("json") };
                    break;
                case "retainDays" when reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var days) && days >= 0:
                    log = log with { RetainDays = days };
                    break;
                case "console" or "format" or "retainDays":
                    throw new JsonException($"log.{key} must be {(key switch { "console" => "true or false", "format" => "\"text\" or \"json\"", _ => "a number of days, 0 or more" })}");
                default:
                    reader.Skip();
                    break;
            }
        }

        return log;
    }

    /// <summary>Moves to the value of the next key of the object; null at its end.</summary>
    internal static string? NextKey(ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        if (reader.TokenType is JsonTokenType.EndObject)
            return null;
        var key = reader.GetString();
        Advance(ref reader);
        return key;
    }

    internal static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("the file ends too early");
    }

    internal static void Expect(in Utf8JsonReader reader, JsonTokenType type, string key, string expected)
    {
        if (reader.TokenType != type)
            throw new JsonException($"{key} must be {expected}");
    }

    internal static string? Text(in Utf8JsonReader reader, string key, bool nullable = false)
    {
        if (nullable && reader.TokenType is JsonTokenType.Null)
            return null;
        Expect(reader, JsonTokenType.String, key, nullable ? "a text or null" : "a text");
        return reader.GetString() is { Length: > 0 } text ? text : throw new JsonException($"{key} must not be empty");
    }
}
