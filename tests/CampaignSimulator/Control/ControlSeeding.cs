using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CampaignSimulator;

/// <summary>Customers, lists, campaigns and subscribers, the last by the hundred thousand.</summary>
internal sealed class ControlSeeding(CampaignServer server)
{
    /// <summary>Beyond this many the answer names no uids: nobody reads them, and they would take longer than the seeding.</summary>
    private const int MaxNamed = 1000;

    public JsonObject AddCustomer(JsonObject body)
    {
        var customer = server.MailWizz.AddCustomer(
            ControlBody.Text(body, "name"), ControlBody.OptionalText(body, "key"), ControlBody.OptionalText(body, "privateKey"));
        return new JsonObject { ["name"] = customer.Name, ["key"] = customer.Key, ["privateKey"] = customer.PrivateKey };
    }

    public JsonObject AddList(JsonObject body)
    {
        var name = ControlBody.Text(body, "name");
        if (ControlBody.System(ControlBody.OptionalText(body, "system")) == CampaignSystem.Interspire)
            return new JsonObject { ["list"] = Text(server.Interspire.AddList(name).Id) };

        var customer = ControlBody.OptionalText(body, "customer") is { } key ? FindCustomer(key) : null;
        return new JsonObject { ["list"] = server.MailWizz.AddList(name, customer, ControlBody.OptionalText(body, "uid")).Uid };
    }

    public JsonObject AddCampaign(JsonObject body)
    {
        var list = FindMailWizzList(ControlBody.Text(body, "list"));
        var campaign = server.MailWizz.AddCampaign(
            list,
            ControlBody.OptionalText(body, "name") ?? "Newsletter",
            ControlBody.OptionalText(body, "uid"),
            ControlBody.OptionalText(body, "subject"));
        return new JsonObject { ["campaign"] = campaign.Uid, ["list"] = list.Uid };
    }

    /// <summary>A JSON body with emails, or with a count and a pattern; or plain text with an address a line and the rest in the query.</summary>
    public JsonObject AddSubscribers(SimulatorRequest request)
    {
        var plain = request.Context.Request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true;
        var body = plain ? [] : ControlBody.Parse(request);
        var list = Parameter("list") ?? throw new ArgumentException("'list' is missing.");
        var emails = plain ? Lines(request.Body) : Emails(body);
        return ControlBody.System(Parameter("system")) == CampaignSystem.MailWizz
            ? AddToMailWizz(FindMailWizzList(list), emails, Parameter("status") ?? SubscriberStatus.Confirmed)
            : AddToInterspire(FindInterspireList(list), emails, Parameter("status") ?? "a");

        string? Parameter(string name) => plain ? request.QueryField(name) : ControlBody.OptionalText(body, name);
    }

    private JsonObject AddToMailWizz(MailWizzList list, List<string> emails, string status)
    {
        if (!SubscriberStatus.IsKnown(status)) throw new ArgumentException($"MailWizz knows no status '{status}'.");
        var added = server.MailWizz.AddSubscribers(list, emails, status);
        return Added(added, emails, email => server.MailWizz.RowsOf(email).First(row => row.List == list).Uid);
    }

    private JsonObject AddToInterspire(InterspireList list, List<string> emails, string status)
    {
        if (status is not ("a" or "u" or "b")) throw new ArgumentException("Interspire knows the states a, u and b.");
        var added = server.Interspire.AddSubscribers(list, emails, status);
        return Added(added, emails, email => Text(server.Interspire.RowsOf(email).First(row => row.List == list).Id));
    }

    private MailWizzCustomer FindCustomer(string key) =>
        server.MailWizz.Customers.FirstOrDefault(each => each.Key == key) ?? throw new ArgumentException("There is no customer with this key.");

    private MailWizzList FindMailWizzList(string uid) =>
        server.MailWizz.FindList(uid) ?? throw new ArgumentException($"There is no list '{uid}'.");

    private InterspireList FindInterspireList(string id) =>
        server.Interspire.FindList(int.Parse(id, CultureInfo.InvariantCulture)) ?? throw new ArgumentException($"There is no list '{id}'.");

    private static List<string> Emails(JsonObject body)
    {
        if (body["emails"] is JsonArray emails) return [.. emails.Select(email => email!.GetValue<string>())];
        var pattern = ControlBody.OptionalText(body, "pattern") ?? "user{0}@example.com";
        var numbers = Enumerable.Range(0, ControlBody.Required(body, "count").GetValue<int>());
        return [.. numbers.Select(number => pattern.Replace("{0}", Text(number), StringComparison.Ordinal))];
    }

    private static List<string> Lines(byte[] body) =>
        [.. Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static JsonObject Added(int added, List<string> emails, Func<string, string> uid)
    {
        var answer = new JsonObject { ["added"] = added };
        if (emails.Count > MaxNamed) return answer;

        var uids = new JsonObject();
        foreach (var email in emails) uids[email] = uid(email);
        answer["uids"] = uids;
        return answer;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
