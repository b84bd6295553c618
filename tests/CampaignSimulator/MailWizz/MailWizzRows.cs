namespace CampaignSimulator;

public static class SubscriberStatus
{
    public const string Confirmed = "confirmed";
    public const string Unconfirmed = "unconfirmed";
    public const string Unapproved = "unapproved";
    public const string Blacklisted = "blacklisted";
    public const string Unsubscribed = "unsubscribed";
    public const string Disabled = "disabled";
    public const string Moved = "moved";

    public static bool IsKnown(string status) => IsOpen(status) || status is Blacklisted or Unsubscribed or Disabled or Moved;

    /// <summary>Still counted among those who get mail, now or after a step that is due.</summary>
    public static bool IsOpen(string status) => status is Confirmed or Unconfirmed or Unapproved;
}

public sealed class MailWizzSubscriber
{
    public required string Uid { get; init; }

    public required MailWizzList List { get; init; }

    public required string Email { get; set; }

    public required string Status { get; set; }

    public required string Source { get; init; }

    public required DateTimeOffset Added { get; init; }
}

public sealed class MailWizzList
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    public required MailWizzCustomer Customer { get; init; }

    internal List<MailWizzSubscriber> Rows { get; } = [];

    internal Dictionary<string, MailWizzSubscriber> ByUid { get; } = [];

    internal Dictionary<string, MailWizzSubscriber> ByEmail { get; } = new(StringComparer.OrdinalIgnoreCase);
}

public sealed record MailWizzBounce(MailWizzSubscriber Subscriber, string Type, string Message, DateTimeOffset Time);

public sealed record MailWizzUnsubscribe(
    MailWizzSubscriber Subscriber, string IpAddress, string UserAgent, string Reason, DateTimeOffset Time);

public sealed record MailWizzDelivery(
    MailWizzCampaign Campaign, MailWizzSubscriber Subscriber, string EmailMessageId, string Message, DateTimeOffset Time);

public sealed class MailWizzCampaign
{
    public required string Uid { get; init; }

    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string Subject { get; init; }

    public required MailWizzList List { get; init; }

    public required DateTimeOffset SendAt { get; init; }

    internal List<MailWizzBounce> BounceRows { get; } = [];

    internal HashSet<string> Bounced { get; } = [];

    internal List<MailWizzUnsubscribe> UnsubscribeRows { get; } = [];

    internal List<MailWizzDelivery> Deliveries { get; } = [];
}
