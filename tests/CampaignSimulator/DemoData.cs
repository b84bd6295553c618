namespace CampaignSimulator;

/// <summary>What a newcomer finds: a few lists on both systems with the same addresses, a campaign for each MailWizz list.</summary>
public static class DemoData
{
    public static IReadOnlyList<string> Addresses { get; } =
        ["ada@example.com", "bob@example.net", "carol@example.org", "dave@example.com", "erin@example.net", "frank@example.org"];

    public static void Seed(CampaignServer server, int lists, IReadOnlyCollection<string> addresses)
    {
        for (var number = 1; number <= lists; number++)
        {
            var list = server.MailWizz.AddList($"Newsletter {number}");
            server.MailWizz.AddSubscribers(list, addresses);
            server.MailWizz.AddCampaign(list, $"Campaign of newsletter {number}");
            server.Interspire.AddSubscribers(server.Interspire.AddList($"Mailing {number}"), addresses);
        }
    }
}
