using System.Text;
using BounceHandler.Configuration;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Providers;

/// <summary>Provider sections as the configuration hands them over, and providers built from them.</summary>
internal static class TestSection
{
    public static ProviderSection Of(string json, int firstLine = 1) =>
        new("p", Encoding.UTF8.GetBytes(json), firstLine, "t.json", new SecretReader(name => name == "SECRET" ? "from-environment" : null, File.ReadAllText));

    public static ProviderDefinition Read(string json)
    {
        var section = Of(json);
        return ProviderRegistry.Types.Single(type => json.Contains($"\"{type.Name}\"", StringComparison.Ordinal)).Read(section)!;
    }

    public static IBounceProvider Build(string json, TimeProvider? time = null, ISuppressionList? suppressions = null) =>
        Read(json).Create(new ProviderServices(time ?? TimeProvider.System, suppressions ?? new MemorySuppressionList()));
}
