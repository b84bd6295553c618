using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>
/// Reads the keys of one object. A key that was asked for is a known key; <see cref="Close"/> reports all others. What cannot be read is
/// noted as a problem and replaced by its default, so that reading goes on.
/// </summary>
internal sealed partial class SettingsSection
{
    private readonly ConfigurationNode? _node;
    private readonly string _path;
    private readonly ConfigurationProblems _problems;
    private readonly Dictionary<string, ConfigurationMember> _members = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly int _problemsBefore;

    /// <summary>Opens an object.</summary>
    /// <param name="node">The object; null: the key is absent and every setting has its default.</param>
    /// <param name="path">Its key; empty for the whole file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="secrets">Resolves secrets.</param>
    public SettingsSection(ConfigurationNode? node, string path, ConfigurationProblems problems, SecretReader secrets)
    {
        (_node, _path, _problems, Secrets) = (node, path, problems, secrets);
        _problemsBefore = problems.Count;
        foreach (var member in node?.Members ?? [])
        {
            if (_members.TryAdd(member.Key, member))
                continue;
            var first = _members[member.Key].Line.ToString(CultureInfo.InvariantCulture);
            problems.Add(member.Offset, member.Line, PathOf(member.Key), $"duplicate key, expected it once; the first is on line {first}");
        }
    }

    /// <summary>Resolves secrets.</summary>
    public SecretReader Secrets { get; }

    /// <summary>True while nothing in this section is wrong: checks that compare two settings make no sense before.</summary>
    public bool IsSound => _problems.Count == _problemsBefore;

    /// <summary>The value of a key, which thereby is a known one; null if absent.</summary>
    public ConfigurationNode? Take(string key)
    {
        _known.Add(key);
        return _members.GetValueOrDefault(key)?.Value;
    }

    /// <summary>All keys in the file's order: for an object whose keys are names.</summary>
    public IEnumerable<(string Key, ConfigurationNode Value)> TakeAll()
    {
        _known.AddRange(_members.Keys);
        return _members.Values.OrderBy(member => member.Offset).Select(member => (member.Key, member.Value));
    }

    /// <summary>Notes that a key's value is not what was expected.</summary>
    public void Expected(string key, string expected, ConfigurationNode found) =>
        _problems.Add(found.Offset, found.Line, PathOf(key), $"expected {expected}, found {found.Shown}");

    /// <summary>Notes a problem of a key that may be absent: then it is reported where the object starts.</summary>
    public void Problem(string key, string problem)
    {
        var at = _members.GetValueOrDefault(key)?.Value ?? _node;
        _problems.Add(at?.Offset ?? 0, at?.Line ?? 1, PathOf(key), problem);
    }

    /// <summary>Notes every key that nobody asked for.</summary>
    public void Close()
    {
        foreach (var member in _members.Values)
        {
            if (_known.Contains(member.Key, StringComparer.Ordinal))
                continue;
            var meant = NearMiss.Of(member.Key, _known);
            var hint = meant is null ? "" : $"did you mean \"{meant}\"? ";
            var problem = $"unknown key; {hint}expected one of {string.Join(", ", _known)}";
            _problems.Add(member.Offset, member.Line, PathOf(member.Key), problem);
        }
    }

    /// <summary>Reads the object of a key; absent: every setting has its default.</summary>
    public T Section<T>(string key, Func<SettingsSection, T> read)
    {
        var node = Take(key);
        if (node is not null && node.Kind != JsonValueKind.Object)
        {
            // Not the value itself: a secret may have slipped a level.
            Problem(key, $"expected an object, found {node.ShownKind}");
            node = null;
        }

        return Read(node, PathOf(key), read);
    }

    /// <summary>Reads a list of objects; null if the key is absent or null.</summary>
    public IReadOnlyList<T>? OptionalSections<T>(string key, Func<SettingsSection, T> read)
    {
        var node = Take(key);
        if (node is null or { Kind: JsonValueKind.Null })
            return null;
        if (node.Kind != JsonValueKind.Array)
            Problem(key, $"expected a list of objects or null, found {node.ShownKind}");
        var entries = new List<T>();
        foreach (var item in node.Items)
        {
            if (item.Kind == JsonValueKind.Object)
                entries.Add(Read(item, $"{PathOf(key)}[{entries.Count.ToString(CultureInfo.InvariantCulture)}]", read));
            else
                Expected(key, "a list of objects or null", item);
        }

        return entries;
    }

    private T Read<T>(ConfigurationNode? node, string path, Func<SettingsSection, T> read)
    {
        var section = new SettingsSection(node, path, _problems, Secrets);
        var settings = read(section);
        section.Close();
        return settings;
    }

    private bool TryTake(string key, [NotNullWhen(true)] out ConfigurationNode? node) => (node = Take(key)) is not null;

    private bool TryTakeUnlessNull(string key, [NotNullWhen(true)] out ConfigurationNode? node) =>
        TryTake(key, out node) && node.Kind != JsonValueKind.Null;

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
