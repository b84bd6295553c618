using System.Text.Json.Serialization;

namespace BounceHandler.Providers.MailWizz;

/// <summary>A section of type <c>mailwizz</c>; the initial values are the defaults.</summary>
public sealed class MailWizzSettings
{
    /// <summary>Always <c>mailwizz</c>.</summary>
    public string Type { get; set; } = "mailwizz";

    /// <summary>API base, with or without <c>/index.php</c>. Required.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>MailWizz 2.x and later.</summary>
    public string? ApiKey { get; set; }

    /// <summary>MailWizz 1.x.</summary>
    public string? PublicKey { get; set; }

    /// <summary>MailWizz 1.x; null where the installation does not check signatures.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>Envelope senders whose bounces concern this installation.</summary>
    public string[] Senders { get; set; } = [];

    /// <summary>Tenant; null is the default one.</summary>
    public string? Tenant { get; set; }

    /// <summary>How a job id names a campaign; holds <c>{campaign}</c> once.</summary>
    public string CampaignFromJobId { get; set; } = "mailwizz-{campaign}";

    /// <summary>Actions on a hard bounce.</summary>
    public string[] OnHard { get; set; } = ["bounce", "unsubscribe"];

    /// <summary>Actions on a soft bounce.</summary>
    public string[] OnSoft { get; set; } = ["bounce"];

    /// <summary>Actions on a block.</summary>
    public string[] OnBlock { get; set; } = [];

    /// <summary>Actions on a complaint.</summary>
    public string[] OnComplaint { get; set; } = ["bounce", "unsubscribe"];

    /// <summary>Actions on a request to be removed.</summary>
    public string[] OnUnsubscribe { get; set; } = ["unsubscribe"];

    /// <summary>Calls under way at once, 1 to 256.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>Longest time for one call in seconds, 1 to 600.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>A copy to be shown, with its secrets masked.</summary>
    public MailWizzSettings Masked()
    {
        var copy = (MailWizzSettings)MemberwiseClone();
        copy.ApiKey = ApiKey is null ? null : "***";
        copy.PublicKey = PublicKey is null ? null : "***";
        copy.PrivateKey = PrivateKey is null ? null : "***";
        return copy;
    }
}

/// <summary>Reads and shows <see cref="MailWizzSettings"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(MailWizzSettings))]
public sealed partial class MailWizzSettingsContext : JsonSerializerContext;
