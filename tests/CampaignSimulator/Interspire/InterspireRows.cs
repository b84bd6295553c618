namespace CampaignSimulator;

/// <summary>An XML user. Who is no administrator sees the lists that it owns and no others.</summary>
public sealed record InterspireUser(int Id, string Name, string Token, bool IsAdmin, bool XmlApiEnabled = true);

public sealed class InterspireSubscriber
{
    public required int Id { get; init; }

    public required string Email { get; init; }

    public required InterspireList List { get; init; }

    public required DateTimeOffset Subscribed { get; init; }

    public bool Unsubscribed { get; internal set; }

    public bool Bounced { get; internal set; }

    /// <summary>The letter by which searches know the state: active, unsubscribed, bounced.</summary>
    public string Status => Bounced ? "b" : Unsubscribed ? "u" : "a";
}

public sealed class InterspireList
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required int OwnerId { get; init; }

    internal List<InterspireSubscriber> Rows { get; } = [];

    internal Dictionary<string, InterspireSubscriber> ByEmail { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal HashSet<string> Banned { get; } = new(StringComparer.OrdinalIgnoreCase);
}
