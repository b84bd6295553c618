namespace CampaignSimulator;

/// <summary>What one call needs: the request, who asks, and the uids that stand in its path.</summary>
internal sealed record MailWizzCall(SimulatorRequest Request, MailWizzOptions Options, MailWizzCustomer Customer, DateTimeOffset Now)
{
    public string First { get; init; } = "";

    public string Second { get; init; } = "";
}

/// <summary>An endpoint: its name for logs, faults and permissions, its only verb, the uids of its path, and what it does.</summary>
internal sealed record MailWizzRoute(string Operation, string Verb, Func<MailWizzCall, Answer> Run, string First = "", string Second = "");

/// <summary>The map from path to endpoint. Null: no such page, which the web server says, not the API.</summary>
internal static class MailWizzRoutes
{
    public static MailWizzRoute? Find(string[] path, string method) => path switch
    {
        ["lists"] => new("lists", "GET", MailWizzSubscribers.Lists),
        ["lists", "subscribers", "search-by-email-in-all-lists"] => new("search-all-lists", "GET", MailWizzSubscribers.SearchAllLists),
        ["lists", "subscribers", "unsubscribe-by-email-from-all-lists"] =>
            new("unsubscribe-all-lists", "PUT", MailWizzSubscribers.UnsubscribeAllLists),
        ["lists", var list] => new("list", "GET", MailWizzSubscribers.OneList, list),
        ["lists", var list, "subscribers"] => new("subscribers", "GET", MailWizzSubscribers.OfList, list),
        ["lists", var list, "subscribers", "search-by-email"] => new("search-list", "GET", MailWizzSubscribers.SearchList, list),
        ["lists", var list, "subscribers", var row] when method == "GET" => new("subscriber", "GET", MailWizzSubscribers.One, list, row),
        ["lists", var list, "subscribers", var row] => new("update-subscriber", "PUT", MailWizzSubscribers.Update, list, row),
        ["lists", var list, "subscribers", var row, "unsubscribe"] => new("unsubscribe", "PUT", MailWizzSubscribers.Unsubscribe, list, row),
        ["campaigns"] => new("campaigns", "GET", MailWizzCampaigns.All),
        ["campaigns", var campaign] => new("campaign", "GET", MailWizzCampaigns.One, campaign),
        ["campaigns", "delivery-logs", "email-message-id", var id] => new("delivery-log", "GET", MailWizzCampaigns.DeliveryByMessageId, id),
        ["campaigns", "email-message-id", var id] => new("delivery-log-short", "GET", MailWizzCampaigns.DeliveryByMessageId, id),
        ["campaigns", var campaign, "bounces"] when method == "GET" => new("bounces", "GET", MailWizzBounces.All, campaign),
        ["campaigns", var campaign, "bounces"] => new("create-bounce", "POST", MailWizzBounces.Create, campaign),
        ["campaigns", var campaign, "unsubscribes"] => new("unsubscribes", "GET", MailWizzCampaigns.Unsubscribes, campaign),
        ["campaigns", var campaign, "delivery-logs"] => new("delivery-logs", "GET", MailWizzCampaigns.Deliveries, campaign),
        ["campaigns", var campaign, "track-unsubscribe", var row] =>
            new("track-unsubscribe", "POST", MailWizzCampaigns.TrackUnsubscribe, campaign, row),
        _ => null,
    };

    /// <summary>The decoded parts of the path below the base, or null where the address is below no base that the server knows.</summary>
    public static string[]? Split(string rawPath, MailWizzOptions options)
    {
        if (!rawPath.StartsWith(options.BasePath, StringComparison.Ordinal)) return null;
        var rest = rawPath[options.BasePath.Length..].TrimEnd('/');
        if (rest.Length > 0 && rest[0] != '/') return null;

        var parts = rest.Split('/').Skip(1).Select(Uri.UnescapeDataString).ToArray();
        var withIndex = parts is ["index.php", ..];
        if (options.Base == (withIndex ? MailWizzBase.CleanUrls : MailWizzBase.IndexPhp)) return null;
        return withIndex ? parts[1..] : parts;
    }
}
