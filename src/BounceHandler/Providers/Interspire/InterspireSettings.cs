using System.Text.Json.Serialization;

namespace BounceHandler.Providers.Interspire;

/// <summary>A section of type <c>interspire</c>; the initial values are the defaults. Blocks have no action here.</summary>
public sealed class InterspireSettings
{
    /// <summary>Always <c>interspire</c>.</summary>
    public string Type { get; set; } = "interspire";

    /// <summary>The XML path, which ends in <c>/xml.php</c>. Required.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>XML username. Required.</summary>
    public string UserId { get; set; } = "";

    /// <summary>XML token. Required.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Envelope senders whose bounces concern this installation.</summary>
    public string[] Senders { get; set; } = [];

    /// <summary>Tenant; null is the default one.</summary>
    public string? Tenant { get; set; }

    /// <summary>After how many seconds the lists are asked for again, 1 to 86400.</summary>
    public int ListRefreshSeconds { get; set; } = 600;

    /// <summary>Actions on a hard bounce.</summary>
    public string[] OnHard { get; set; } = ["unsubscribe"];

    /// <summary>Actions on a soft bounce.</summary>
    public string[] OnSoft { get; set; } = [];

    /// <summary>Actions on a complaint.</summary>
    public string[] OnComplaint { get; set; } = ["unsubscribe"];

    /// <summary>Actions on a request to be removed.</summary>
    public string[] OnUnsubscribe { get; set; } = ["unsubscribe"];

    /// <summary>Calls under way at once, 1 to 256.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>Longest time for one call in seconds, 1 to 600.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>A copy to be shown, with its secret masked.</summary>
    public InterspireSettings Masked()
    {
        var copy = (InterspireSettings)MemberwiseClone();
        copy.ApiKey = "***";
        return copy;
    }
}

/// <summary>Reads and shows <see cref="InterspireSettings"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(InterspireSettings))]
public sealed partial class InterspireSettingsContext : JsonSerializerContext;
