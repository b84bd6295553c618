using System.Text.Json;
using BounceHandler.Providers;

namespace BounceHandler.Configuration;

/// <summary>
/// Reads the key <c>providers</c>: hands each entry to its type, and adds the local suppression list if no entry names one.
/// </summary>
/// <param name="types">The registry.</param>
/// <param name="file">Path for messages.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class ProviderSections(IReadOnlyList<ProviderType> types, string file, ConfigurationProblems problems)
{
    /// <summary>Type of the local suppression list.</summary>
    public const string SuppressionListType = "suppression-list";

    /// <summary>The name that the local suppression list has unless it is given another; no other provider may have it.</summary>
    public const string SuppressionListName = "suppressions";

    private static readonly ReadOnlyMemory<byte> DefaultSuppressionList = """{ "type": "suppression-list", "enabled": true }"""u8.ToArray();

    /// <summary>Names in use, also those of entries that cannot be read: naming one of them is no second mistake.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Reads all entries in the file's order.</summary>
    public IReadOnlyList<ProviderDefinition> Read(SettingsSection section)
    {
        var providers = new List<ProviderDefinition>();
        var suppressionListNamed = false;
        foreach (var (name, entry) in section.TakeAll())
        {
            Names.Add(name);
            if (!IsName(name))
                section.Problem(name, "expected a name of 1 to 40 letters, digits, - and _");
            else if (entry.Kind != JsonValueKind.Object)
                section.Problem(name, $"expected an object, found {entry.ShownKind}");
            else if (TypeOf(name, entry) is { } type)
                ReadEntry(name, entry, type);
        }

        if (!suppressionListNamed)
        {
            Names.Add(SuppressionListName);
            var type = types.First(type => type.Name == SuppressionListType);
            if (type.Read(new ProviderSection(SuppressionListName, DefaultSuppressionList, 1, file, section.Secrets)) is { } provider)
                providers.Add(provider);
        }

        return providers;

        void ReadEntry(string name, ConfigurationNode entry, ProviderType type)
        {
            suppressionListNamed |= type.Name == SuppressionListType;
            if (name == SuppressionListName && type.Name != SuppressionListType)
                section.Problem(name, $"expected another name: this one belongs to the local {SuppressionListType}");
            try
            {
                var provider = type.Read(new ProviderSection(name, entry.Json, entry.Line, file, section.Secrets));
                if (provider is null)
                    Names.Remove(name);
                else
                    providers.Add(provider);
            }
            catch (ConfigurationException e)
            {
                problems.Add(entry.Offset, e);
            }
        }
    }

    private ProviderType? TypeOf(string name, ConfigurationNode entry)
    {
        var key = $"providers.{name}.type";
        var expected = SettingsSection.OneOf(types.Select(type => type.Name));
        var written = entry.Members.FirstOrDefault(member => member.Key == "type")?.Value;
        if (written is null)
        {
            problems.Add(entry.Offset, entry.Line, key, $"expected {expected}, found nothing");
            return null;
        }

        var type = types.FirstOrDefault(type => written.Kind == JsonValueKind.String && type.Name == written.Text);
        if (type is null)
            problems.Add(written.Offset, written.Line, key, $"expected {expected}, found {written.Shown}");
        return type;
    }

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
