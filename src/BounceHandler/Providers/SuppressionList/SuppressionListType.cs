using System.Text.Json;
using BounceHandler.Configuration;
using BounceHandler.Providers.Sections;

namespace BounceHandler.Providers.SuppressionList;

/// <summary>Reads a section of type <c>suppression-list</c>.</summary>
public static class SuppressionListType
{
    /// <summary>The value of <c>"type"</c>.</summary>
    public const string Name = "suppression-list";

    /// <summary>Local work: as many at once as the store takes into one transaction.</summary>
    public const int Concurrency = 256;

    private static readonly SectionKey Enabled = new("enabled", "true or false");

    /// <summary>Reads the section; null if it is not enabled. Throws <see cref="ConfigurationException"/>.</summary>
    public static ProviderDefinition? Read(ProviderSection section)
    {
        var settings = new CheckedSection(section, SectionKey.Type, Enabled).Read(SuppressionListSettingsContext.Default.SuppressionListSettings);
        if (!settings.Enabled)
            return null;
        return new ProviderDefinition
        {
            Name = section.Name,
            Type = Name,
            Endpoint = "local",
            FollowsOthers = true,
            Concurrency = Concurrency,
            Shown = JsonSerializer.Serialize(settings, SuppressionListSettingsContext.Default.SuppressionListSettings),
            Create = services => new SuppressionListProvider(services.Suppressions),
        };
    }
}
