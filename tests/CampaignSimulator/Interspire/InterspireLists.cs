using System.Globalization;
using System.Xml.Linq;

namespace CampaignSimulator;

/// <summary>The methods that only read: the token test, lists, and who is on which.</summary>
internal static class InterspireLists
{
    public static IEnumerable<InterspireList> Visible(InterspireCall call) =>
        call.State.AllLists.Where(list => call.Caller.IsAdmin || list.OwnerId == call.Caller.Id);

    /// <summary>By address, or by id where the address is not known.</summary>
    public static InterspireSubscriber? FindRow(InterspireList list, InterspireCall call) => call["emailaddress"] is { Length: > 0 } email
        ? list.ByEmail.GetValueOrDefault(email)
        : list.Rows.Find(row => row.Id == call.Number("subscriberid"));

    public static Answer Test(InterspireCall call) =>
        InterspireAnswers.Success(new XElement("userid", call.Caller.Id), new XElement("username", call.Caller.Name));

    public static Answer GetLists(InterspireCall call) => InterspireAnswers.Success(
    [
        .. Visible(call).Skip(call.Number("start") ?? 0)
            .Take(call.Number("perpage") ?? call.Options.ListsPerPage ?? int.MaxValue).Select(Item),
    ]);

    public static Answer ListsOfAddress(InterspireCall call)
    {
        var asked = call.Numbers("listids").ToHashSet();
        var items = new List<object>();
        foreach (var list in Visible(call).Where(list => asked.Contains(list.Id)))
        {
            if (!list.ByEmail.TryGetValue(call["email"], out var row)) continue;
            if (call.Options.ListsOfAddressActiveOnly && row.Status != "a") continue;
            items.Add(new XElement(
                "item", new XElement("subscriberid", row.Id), new XElement("emailaddress", row.Email), new XElement("listid", list.Id)));
        }

        return items.Count == 0 && call.Options.NoListsIsFailure ? InterspireAnswers.Failed("") : InterspireAnswers.Success([.. items]);
    }

    public static Answer IsOnList(InterspireCall call)
    {
        var asked = call.Numbers("listids").ToHashSet();
        foreach (var list in Visible(call).Where(list => asked.Contains(list.Id)))
        {
            if (FindRow(list, call) is not { } row) continue;
            if (Wanted(call, "activeonly") && row.Status != "a") continue;
            if (Wanted(call, "not_bounced") && row.Bounced) continue;
            return InterspireAnswers.Success((Wanted(call, "return_listid") ? list.Id : row.Id).ToString(CultureInfo.InvariantCulture));
        }

        return InterspireAnswers.Failed("");
    }

    private static bool Wanted(InterspireCall call, string name) => call[name] is not ("" or "0" or "false");

    private static XElement Item(InterspireList list) => new(
        "item",
        new XElement("listid", list.Id),
        new XElement("name", list.Name),
        new XElement("subscribecount", list.Rows.Count(row => row.Status == "a")),
        new XElement("unsubscribecount", list.Rows.Count(row => row.Status == "u")),
        new XElement("bouncecount", list.Rows.Count(row => row.Status == "b")));
}
