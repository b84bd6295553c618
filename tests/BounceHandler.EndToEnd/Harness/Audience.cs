using CampaignSimulator;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The lists of both tools with their subscribers. A campaign goes to the first MailWizz list.</summary>
internal sealed class Audience
{
    public const string Campaign = "bs224mf5v20f4";
    public const string JobId = "mailwizz-" + Campaign;

    private readonly CampaignServer _server;

    public Audience(CampaignServer server, int mailWizzLists = 2, int interspireLists = 1)
    {
        _server = server;
        MailWizzLists = [.. Enumerable.Range(1, mailWizzLists).Select(number => server.MailWizz.AddList($"MailWizz {number}"))];
        InterspireLists = [.. Enumerable.Range(1, interspireLists).Select(number => server.Interspire.AddList($"Interspire {number}"))];
        Newsletter = server.MailWizz.AddCampaign(MailWizzLists[0], uid: Campaign);
    }

    public IReadOnlyList<MailWizzList> MailWizzLists { get; }

    public IReadOnlyList<InterspireList> InterspireLists { get; }

    public MailWizzCampaign Newsletter { get; }

    public IReadOnlyList<MailWizzBounce> Bounces => _server.MailWizz.BouncesOf(Newsletter);

    /// <summary>Subscribes addresses to every list.</summary>
    public Audience Add(params string[] addresses)
    {
        foreach (var address in addresses)
        {
            foreach (var list in MailWizzLists)
                _server.MailWizz.AddSubscriber(list, address);
            foreach (var list in InterspireLists)
                _server.Interspire.AddSubscriber(list, address);
        }

        return this;
    }

    /// <summary>The statuses of an address in MailWizz, in the order of the lists.</summary>
    public string InMailWizz(string address) => string.Join(' ', _server.MailWizz.RowsOf(address).Select(row => row.Status));

    /// <summary>The statuses of an address in Interspire, in the order of the lists: a, u or b.</summary>
    public string InInterspire(string address) => string.Join(' ', _server.Interspire.RowsOf(address).Select(row => row.Status));

    /// <summary>On no list of MailWizz does the address get mail any more.</summary>
    public bool HasLeftMailWizz(string address) => _server.MailWizz.RowsOf(address).All(row => !SubscriberStatus.IsOpen(row.Status));

    /// <summary>On no list of Interspire does the address get mail any more.</summary>
    public bool HasLeftInterspire(string address) => _server.Interspire.RowsOf(address).All(row => row.Status != "a");
}
