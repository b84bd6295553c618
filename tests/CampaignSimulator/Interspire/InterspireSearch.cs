using System.Globalization;
using System.Xml.Linq;

namespace CampaignSimulator;

/// <summary>GetSubscribers: a search by list, part of the address and call.State.</summary>
internal static class InterspireSearch
{
    private static readonly string[] Known = ["List", "Email", "Status", "Confirmed"];

    public static Answer GetSubscribers(InterspireCall call)
    {
        var search = call.Details!.Element("searchinfo")!;
        if (search.Elements().FirstOrDefault(element => !Known.Contains(element.Name.ToString())) is { } unknown)
            return InterspireAnswers.Failed($"The search term '{unknown.Name}' is not known.");
        if (call.Options.SearchNeedsListId && call.Number("listid") is null)
            return InterspireAnswers.Failed("You do not have access to this list.");

        var rows = InterspireLists.Visible(call).Where(list => IsMeant(list, Term("List"))).SelectMany(list => list.Rows)
            .Where(row => row.Email.Contains(Term("Email"), StringComparison.OrdinalIgnoreCase))
            .Where(row => Term("Status") is "" || row.Status == Term("Status"))
            .Where(_ => Term("Confirmed") is "" or "1")
            .ToList();

        var count = new XElement("count", rows.Count);
        return call["countonly"] is "" or "0"
            ? InterspireAnswers.Success(count, new XElement("subscriberlist", rows.Select(Item)))
            : InterspireAnswers.Success(count);

        string Term(string name) => search.Element(name)?.Value.Trim() ?? "";
    }

    private static bool IsMeant(InterspireList list, string term) =>
        term is "" or "any" || term == list.Id.ToString(CultureInfo.InvariantCulture);

    private static XElement Item(InterspireSubscriber row) => new(
        "item",
        new XElement("subscriberid", row.Id),
        new XElement("emailaddress", row.Email),
        new XElement("format", "h"),
        new XElement("subscribedate", row.Subscribed.ToUnixTimeSeconds()),
        new XElement("confirmed", 1),
        new XElement("unsubscribed", row.Unsubscribed ? 1 : 0),
        new XElement("bounced", row.Bounced ? 1 : 0),
        new XElement("listid", row.List.Id));
}
