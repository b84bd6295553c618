namespace CampaignSimulator;

public enum MailWizzAccess
{
    Allowed,
    IpNotAllowed,
    AccountInactive,
    AccountNotAllowed,
}

/// <summary>One customer with one key; lists and campaigns belong to it, and other customers' keys do not see them.</summary>
public sealed class MailWizzCustomer
{
    public required string Name { get; init; }

    /// <summary>The API key of 2.x, the public key of 1.x.</summary>
    public required string Key { get; init; }

    /// <summary>1.x only.</summary>
    public required string PrivateKey { get; init; }

    public MailWizzAccess Access { get; set; }

    /// <summary>Operations that this key has no permission for.</summary>
    public ISet<string> DeniedOperations { get; } = new HashSet<string>();

    internal List<MailWizzList> Lists { get; } = [];

    /// <summary>Addresses that a hard bounce has put on the blacklist.</summary>
    internal HashSet<string> Blacklist { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<MailWizzCampaign> Campaigns { get; } = [];

    internal MailWizzList? FindList(string uid) => Lists.Find(list => list.Uid == uid);

    internal MailWizzCampaign? FindCampaign(string uid) => Campaigns.Find(campaign => campaign.Uid == uid);

    /// <summary>The rows of an address in all lists, in the order of the lists.</summary>
    internal List<MailWizzSubscriber> FindEverywhere(string email)
    {
        var found = new List<MailWizzSubscriber>();
        foreach (var list in Lists)
        {
            if (list.ByEmail.TryGetValue(email, out var subscriber)) found.Add(subscriber);
        }

        return found;
    }
}
