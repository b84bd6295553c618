namespace CampaignSimulator;

/// <summary>A method with the exact names of its parameters; a stroke separates names of which one is enough.</summary>
internal sealed record InterspireMethod(
    string Type, string Name, string[] Required, string[] Optional, Func<InterspireCall, Answer> Run)
{
    /// <summary>
    /// What is wrong with the parameters, or null. The real server maps the elements to the arguments of a PHP method, so that the
    /// names differ from method to method and nothing but the exact one is understood.
    /// </summary>
    public string? Complaint(InterspireCall call)
    {
        var known = Required.SelectMany(names => names.Split('|')).Concat(Optional).ToArray();
        if (call.Parameters.FirstOrDefault(element => !known.Contains(element.Name.ToString())) is { } unknown)
            return $"The parameter '{unknown.Name}' is not known to {Name}.";
        return Required.FirstOrDefault(names => !names.Split('|').Any(call.Has)) is { } missing
            ? $"The parameter '{missing.Split('|')[0]}' of {Name} is missing."
            : null;
    }
}

/// <summary>What can be called over XML.</summary>
internal static class InterspireMethods
{
    private static readonly string[] ByAddress = ["emailaddress|subscriberid", "listid"];

    private static readonly InterspireMethod[] All =
    [
        new("authentication", "xmlapitest", [], [], InterspireLists.Test),
        new("lists", "GetLists", [], ["start", "perpage"], InterspireLists.GetLists),
        new("user", "GetLists", [], ["start", "perpage"], InterspireLists.GetLists),
        new("subscribers", "GetAllListsForEmailAddress", ["email", "listids"], [], InterspireLists.ListsOfAddress),
        new("subscribers", "IsSubscriberOnList", ["emailaddress|subscriberid", "listids"],
            ["listid", "activeonly", "not_bounced", "return_listid"], InterspireLists.IsOnList),
        new("subscribers", "GetSubscribers", ["searchinfo"], ["countonly", "listid"], InterspireSearch.GetSubscribers),
        new("subscribers", "UnsubscribeSubscriber", ByAddress, [], InterspireSubscribers.Unsubscribe),
        new("subscribers", "BounceSubscriber", ByAddress, [], InterspireSubscribers.Bounce),
        new("subscribers", "ActivateSubscriber", ByAddress, [], InterspireSubscribers.Activate),
        new("subscribers", "DeleteSubscriber", ["emailaddress|subscriberid", "list|listid"], [], InterspireSubscribers.Delete),
        new("subscribers", "AddBannedSubscriber", ["emailaddress", "listid"], [], InterspireSubscribers.Ban),
    ];

    /// <summary>PHP knows its methods in any case.</summary>
    public static InterspireMethod? Find(string type, string name) => Array.Find(
        All,
        method => method.Type == type && string.Equals(method.Name, name, StringComparison.OrdinalIgnoreCase));
}
