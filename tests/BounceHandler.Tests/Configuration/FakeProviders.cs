using System.Text;
using System.Text.Json;
using BounceHandler.Configuration;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Configuration;

/// <summary>A registry whose types take every key, and a way to read a configuration with it.</summary>
internal static class FakeProviders
{
    public static IReadOnlyList<ProviderType> Registry { get; } =
        [Lenient("mailwizz"), Lenient("interspire"), Lenient("suppression-list"), Refusing];

    public static SecretReader Secrets { get; } = new(
        name => name == "SET" ? "from-environment" : null,
        path => path == "/secret" ? "from-file\n" : throw new FileNotFoundException("no such file"));

    // Refuses every entry, as a type does that finds a mistake on the entry's first line.
    private static ProviderType Refusing => new(
        "refusing", section => throw new ConfigurationException($"{section.File}:{section.FirstLine}: providers.{section.Name}: refused"));

    public static Settings Read(string json) => SettingsReader.Read(Encoding.UTF8.GetBytes(json), "/etc/b.json", Registry, Secrets);

    private static ProviderType Lenient(string type) => new(type, section =>
    {
        using var json = JsonDocument.Parse(
            section.Json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (type == "suppression-list" && json.RootElement.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.False)
            return null;
        return new ProviderDefinition
        {
            Name = section.Name,
            Type = type,
            Endpoint = $"line {section.FirstLine}",
            Shown = TextOf(json),
            Create = _ => throw new NotSupportedException("Only read here."),
        };
    });

    private static string TextOf(JsonDocument json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
