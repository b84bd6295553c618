using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;
using BounceHandler.Providers.SuppressionList;

namespace BounceHandler.Providers;

/// <summary>All provider types: one line each.</summary>
public static class ProviderRegistry
{
    /// <summary>The types in the order in which messages list them.</summary>
    public static IReadOnlyList<ProviderType> Types { get; } =
    [
        new(MailWizzType.Name, MailWizzType.Read),
        new(InterspireType.Name, InterspireType.Read),
        new(SuppressionListType.Name, SuppressionListType.Read),
    ];

    /// <summary>The type of this name; null if there is none.</summary>
    public static ProviderType? Find(string name) => Types.FirstOrDefault(type => type.Name == name);
}
