namespace CampaignSimulator;

/// <summary>What differs between Interspire installations and versions. All of it may be changed while the server runs.</summary>
public sealed class InterspireOptions
{
    public string Path { get; set; } = "/xml.php";

    /// <summary>Older builds reject details without as much as a blank in them.</summary>
    public bool RejectsEmptyDetails { get; set; } = true;

    /// <summary>8.x refuses users that are no administrators.</summary>
    public bool AdminsOnly { get; set; }

    /// <summary>GetAllListsForEmailAddress for an unknown address: FAILED, or SUCCESS without an item.</summary>
    public bool NoListsIsFailure { get; set; }

    /// <summary>GetAllListsForEmailAddress leaves out the lists from which the address has unsubscribed.</summary>
    public bool ListsOfAddressActiveOnly { get; set; }

    /// <summary>Unsubscribing or bouncing what already is so: FAILED with a message instead of SUCCESS.</summary>
    public bool RepeatedChangeFails { get; set; }

    public bool RepeatedBanFails { get; set; } = true;

    /// <summary>8.x checks access to a search by a listid beside the searchinfo.</summary>
    public bool SearchNeedsListId { get; set; }

    /// <summary>How many lists GetLists prints where no perpage is given; all where null.</summary>
    public int? ListsPerPage { get; set; }

    /// <summary>Methods that this version does not allow over XML.</summary>
    public ISet<string> RefusedMethods { get; } = new HashSet<string>();
}
