using System.Text.Json.Serialization;

namespace BounceHandler.Providers.SuppressionList;

/// <summary>A section of type <c>suppression-list</c>; the initial values are the defaults.</summary>
public sealed class SuppressionListSettings
{
    /// <summary>Always <c>suppression-list</c>.</summary>
    public string Type { get; set; } = "suppression-list";

    /// <summary>False: no local suppressions are stored.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>Reads and shows <see cref="SuppressionListSettings"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SuppressionListSettings))]
public sealed partial class SuppressionListSettingsContext : JsonSerializerContext;
