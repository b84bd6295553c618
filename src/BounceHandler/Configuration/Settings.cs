using BounceHandler.Classification;
using BounceHandler.Classification.Replies;
using BounceHandler.Providers;

namespace BounceHandler.Configuration;

/// <summary>
/// The configuration in force. Every property is one key of the configuration file in camel case; its initialiser is the default.
/// </summary>
public sealed record Settings
{
    /// <summary>Where state lies if <see cref="StateDirectory"/> is not set and the directory exists or can be made.</summary>
    public const string DefaultStateDirectory = "/var/lib/bouncehandler";

    /// <summary>The file that was read; null: built-in defaults. No key.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The log.</summary>
    public LogSettings Log { get; init; } = new();

    /// <summary>
    /// Absolute path of the state directory; null: not set, so that another place may be taken where the default one is not to be had.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>Categories of hard bounces; case is ignored. Empty: every category that is not soft.</summary>
    public IReadOnlyList<string> BounceCategories { get; init; } = ["bad-mailbox", "bad-domain", "routing-errors", "inactive-mailbox"];

    /// <summary>Categories of soft bounces, looked at first; case is ignored. Empty: nothing is soft.</summary>
    public IReadOnlyList<string> SoftBounceCategories { get; init; } =
    [
        "bad-configuration", "bad-connection", "content-related", "invalid-sender", "other", "policy-related", "quota-issues",
        "spam-related", "virus-related",
    ];

    /// <summary>How far the reply itself outranks PowerMTA's category.</summary>
    public EvidenceUse Evidence { get; init; } = EvidenceUse.Decide;

    /// <summary>Whether lists are changed or only watched.</summary>
    public ActionMode Mode { get; init; } = ActionMode.Act;

    /// <summary>What is done with bounces that came back after the message had been accepted (record type <c>rb</c>).</summary>
    public RemoteBounceUse RemoteBounces { get; init; } = RemoteBounceUse.Act;

    /// <summary>The operator's own reply rules; null: none.</summary>
    public string? RulesFile { get; init; }

    /// <summary>The rules in <see cref="RulesFile"/>; they go before those that come with the program. No key.</summary>
    public IReadOnlyList<ReplyRule> OwnReplyRules { get; init; } = [];

    /// <summary>Input without a header.</summary>
    public InputSettings Input { get; init; } = new();

    /// <summary>
    /// The providers in the file's order; the local suppression list is last if it was added because no section names it.
    /// </summary>
    public IReadOnlyList<ProviderDefinition> Providers { get; init; } = [];

    /// <summary>Senders whose hard bounces go to every provider.</summary>
    public IReadOnlyList<SenderPattern> TransactionalSenders { get; init; } = [];

    /// <summary>Domains, lower case in A-labels, whose recipients no bounce acts on; complaints and unsubscribes do.</summary>
    public IReadOnlyList<string> OwnDomains { get; init; } = [];

    /// <summary>
    /// Recipients that no bounce acts on; complaints and unsubscribes do. Compare with <see cref="SenderPattern.Covers"/>.
    /// </summary>
    public IReadOnlyList<SenderPattern> ProtectedRecipients { get; init; } = [];

    /// <summary>Complaints.</summary>
    public FeedbackLoopSettings FeedbackLoop { get; init; } = new();

    /// <summary>Unsubscribe addresses.</summary>
    public UnsubscribeSettings Unsubscribe { get; init; } = new();

    /// <summary>Retries.</summary>
    public DeliverySettings Delivery { get; init; } = new();

    /// <summary>How long things are kept.</summary>
    public RetentionSettings Retention { get; init; } = new();

    /// <summary>When soft bounces add up to a hard one.</summary>
    public SoftBounceSettings SoftBounces { get; init; } = new();

    /// <summary>Holding back what looks like the sender's own fault.</summary>
    public BrakeSettings Brake { get; init; } = new();

    /// <summary>Mail to the operator.</summary>
    public NotificationSettings Notifications { get; init; } = new();

    /// <summary>Counts for other programs.</summary>
    public StatisticsSettings Statistics { get; init; } = new();
}
