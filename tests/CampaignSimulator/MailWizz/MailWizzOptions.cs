namespace CampaignSimulator;

public enum MailWizzMode
{
    /// <summary>MailWizz 1.x: every request is signed with the private key.</summary>
    V1Signed,

    /// <summary>MailWizz 1.4.3 and later with "Disable signature check": the public key is enough.</summary>
    V1Unsigned,

    /// <summary>MailWizz 2.x and 3.x: one key in X-Api-Key.</summary>
    V2,
}

/// <summary>Which form of the base address the web server knows; the other one is a page that says 404.</summary>
public enum MailWizzBase
{
    Both,
    CleanUrls,
    IndexPhp,
}

/// <summary>What differs between MailWizz installations and versions. All of it may be changed while the server runs.</summary>
public sealed class MailWizzOptions
{
    public MailWizzMode Mode { get; set; } = MailWizzMode.V2;

    public MailWizzBase Base { get; set; } = MailWizzBase.Both;

    public string BasePath { get; set; } = "/api";

    /// <summary>Scheme and host as the application believes them to be, for signatures; as requested where null.</summary>
    public string? PublicOrigin { get; set; }

    /// <summary>2.x: the same key in X-MW-PUBLIC-KEY is accepted too.</summary>
    public bool AcceptLegacyHeader { get; set; } = true;

    /// <summary>1.x: how far a timestamp may be off. The true size is not published.</summary>
    public TimeSpan TimestampWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The site or its API is switched off: 503 for everything.</summary>
    public bool Offline { get; set; }

    /// <summary>Validation failures name their fields in an object instead of a sentence.</summary>
    public bool ErrorsAsObject { get; set; } = true;

    /// <summary>The status of "Only POST requests allowed": 400 or 405.</summary>
    public int WrongVerbStatus { get; set; } = 400;

    /// <summary>Up to 1.4.7 a hard bounce blacklisted an unsubscribed row as well.</summary>
    public bool BounceAfterUnsubscribeBlacklists { get; set; }

    /// <summary>An address on no list at all, unsubscribed everywhere: success or 404.</summary>
    public bool UnsubscribeOfUnknownSucceeds { get; set; } = true;

    /// <summary>An address on no list at all, searched everywhere: 404, or 200 with no records.</summary>
    public bool SearchWithoutMatchIs404 { get; set; }

    /// <summary>1.3.x took details[status] and did nothing with it.</summary>
    public bool IgnoresStatusUpdates { get; set; }

    /// <summary>A status for a subscriber whose address is on the blacklist: refused, or success that changes nothing. Which version does what is not published.</summary>
    public bool RefusesStatusOfBlacklisted { get; set; }

    /// <summary>The documentation marks the message of a bounce as required, the OpenAPI file does not.</summary>
    public bool RequiresBounceMessage { get; set; } = true;

    /// <summary>Operations that this version does not have: they are a page that says 404.</summary>
    public ISet<string> MissingOperations { get; } = new HashSet<string>();
}
