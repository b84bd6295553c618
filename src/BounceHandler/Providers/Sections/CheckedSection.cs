using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BounceHandler.Configuration;

namespace BounceHandler.Providers.Sections;

/// <summary>
/// Reads one provider section strictly: an unknown key, a key that stands twice, a wrong type or value is a <see cref="ConfigurationException"/>
/// <c>FILE:LINE: providers.NAME.key: expected ...</c>. No message quotes a value that may be a secret.
/// </summary>
public sealed class CheckedSection
{
    private readonly ProviderSection _section;
    private readonly IReadOnlyList<SectionKey> _keys;
    private readonly SectionLines _lines;

    /// <summary>Checks that the section is an object and holds nothing but <paramref name="keys"/>, each at most once.</summary>
    public CheckedSection(ProviderSection section, params IReadOnlyList<SectionKey> keys)
    {
        _section = section;
        _keys = keys;
        try
        {
            _lines = SectionLines.Of(section.Json.Span, section.FirstLine);
        }
        catch (JsonException e)
        {
            var line = section.FirstLine + (int)(e.LineNumber ?? 0);
            throw new ConfigurationException(
                $"{section.File}:{line}: providers.{section.Name}: expected a JSON object: {PlainText.OneLine(e.Message)}");
        }

        foreach (var key in _lines.Keys)
        {
            if (keys.All(k => k.Name != key))
                throw Wrong(key, $"one of the keys {string.Join(", ", keys.Select(k => k.Name))}");
        }

        if (_lines.Repeated is [var (name, again), ..])
            throw At(again, name, $"once, and it stands on line {_lines.Find(name)} already");
    }

    /// <summary>The section as settings; keys that are not there keep the settings' initial values.</summary>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(_section.Json.Span, type) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            var path = e.Path is ['$', '.', .. var rest] ? rest : "";
            throw Wrong(path, Expected(path));
        }
    }

    /// <summary>The exception for a key that is wrong as its <see cref="SectionKey.Expected"/> says.</summary>
    public ConfigurationException Wrong(SectionKey key) => Wrong(key.Name, key.Expected);

    /// <summary>The exception for a key or list element (<c>senders[1]</c>).</summary>
    public ConfigurationException Wrong(string path, string expected) => At(_lines.Find(path) ?? _section.FirstLine, path, expected);

    /// <summary>True if the section has the key.</summary>
    public bool Has(SectionKey key) => _lines.Keys.Contains(key.Name);

    /// <summary>The secret that a value stands for: printable ASCII without spaces, since it becomes a header or part of a signature.</summary>
    public string Secret(SectionKey key, string value)
    {
        var secret = _section.Secrets.Resolve(value, out var error);
        if (secret is null)
            throw Wrong(key.Name, $"{key.Expected}, and {error}");
        if (secret.Length == 0 || secret.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            throw Wrong(key.Name, $"{key.Expected} in printable ASCII without spaces");
        return secret;
    }

    private string Expected(string path)
    {
        var name = path.Split('[', '.')[0];
        return _keys.FirstOrDefault(k => k.Name == name)?.Expected ?? "a valid value";
    }

    private ConfigurationException At(int line, string path, string expected) =>
        new($"{_section.File}:{line}: providers.{_section.Name}{(path.Length > 0 ? "." : "")}{ConfigurationNode.Printable(path)}: expected {expected}");
}
