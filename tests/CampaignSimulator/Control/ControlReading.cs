using System.Globalization;
using System.Text.Json.Nodes;

namespace CampaignSimulator;

/// <summary>What a test looks at afterwards: rows, bounces, unsubscribes, and the log.</summary>
internal sealed class ControlReading(CampaignServer server)
{
    public JsonObject Summary() => new()
    {
        ["mailwizz"] = server.MailWizzEndpoint,
        ["interspire"] = server.InterspireEndpoint,
        ["requests"] = server.Log.Total,
        ["underWay"] = server.Log.UnderWay,
        ["maxConcurrent"] = server.Log.MaxConcurrent,
        ["faults"] = server.Faults.Active.Count,
    };

    public JsonArray Subscribers(SimulatorRequest request)
    {
        var email = Query(request, "email");
        var rows = new JsonArray();
        foreach (var (list, uid, status) in server.MailWizz.RowsOf(email))
        {
            rows.Add((JsonNode)new JsonObject
            {
                ["system"] = "mailwizz",
                ["list"] = list.Uid,
                ["name"] = list.Name,
                ["subscriber"] = uid,
                ["status"] = status,
            });
        }

        foreach (var (list, id, status) in server.Interspire.RowsOf(email))
        {
            rows.Add((JsonNode)new JsonObject
            {
                ["system"] = "interspire",
                ["list"] = Text(list.Id),
                ["name"] = list.Name,
                ["subscriber"] = Text(id),
                ["status"] = status,
                ["banned"] = server.Interspire.IsBanned(email, list) || server.Interspire.IsBanned(email),
            });
        }

        return rows;
    }

    public JsonObject Statuses(SimulatorRequest request)
    {
        var list = Query(request, "list");
        IReadOnlyDictionary<string, int>? counts = ControlBody.System(Query(request, "system")) == CampaignSystem.MailWizz
            ? server.MailWizz.FindList(list) is { } found ? server.MailWizz.StatusCounts(found) : null
            : server.Interspire.FindList(int.Parse(list, CultureInfo.InvariantCulture)) is { } other ? server.Interspire.StatusCounts(other) : null;
        if (counts is null) throw new ArgumentException($"There is no list '{list}'.");

        var answer = new JsonObject();
        foreach (var (status, count) in counts) answer[status] = count;
        return answer;
    }

    public JsonArray Bounces(SimulatorRequest request)
    {
        var rows = server.MailWizz.BouncesOf(Campaign(request));
        return new([.. rows.Select(row => new JsonObject
        {
            ["subscriber"] = row.Subscriber.Uid,
            ["email"] = row.Subscriber.Email,
            ["type"] = row.Type,
            ["message"] = row.Message,
        })]);
    }

    public JsonArray Unsubscribes(SimulatorRequest request)
    {
        var rows = server.MailWizz.UnsubscribesOf(Campaign(request));
        return new([.. rows.Select(row => new JsonObject
        {
            ["subscriber"] = row.Subscriber.Uid,
            ["email"] = row.Subscriber.Email,
            ["ipAddress"] = row.IpAddress,
            ["userAgent"] = row.UserAgent,
            ["reason"] = row.Reason,
        })]);
    }

    /// <summary>All requests, or those after a number and of one operation.</summary>
    public JsonObject Log(SimulatorRequest request)
    {
        var after = request.QueryField("after") is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : 0;
        var operation = request.QueryField("operation");
        var kept = server.Log.Requests.Where(entry => entry.Number > after && (operation is null || entry.Operation == operation));
        var answer = Summary();
        answer["log"] = new JsonArray([.. kept.Select(Entry)]);
        return answer;
    }

    private static JsonObject Entry(LoggedRequest entry)
    {
        var parameters = new JsonArray();
        foreach (var (name, value) in entry.Parameters) parameters.Add((JsonNode)new JsonObject { ["name"] = name, ["value"] = value });
        return new JsonObject
        {
            ["number"] = entry.Number,
            ["time"] = entry.Time.ToString("O", CultureInfo.InvariantCulture),
            ["system"] = ControlBody.NameOf(entry.System),
            ["method"] = entry.Method,
            ["override"] = entry.Override,
            ["path"] = entry.Path,
            ["operation"] = entry.Operation,
            ["parameters"] = parameters,
            ["key"] = entry.Key,
            ["status"] = entry.Status,
            ["fault"] = entry.Fault,
        };
    }

    private MailWizzCampaign Campaign(SimulatorRequest request) =>
        server.MailWizz.FindCampaign(Query(request, "campaign")) ?? throw new ArgumentException("There is no such campaign.");

    private static string Query(SimulatorRequest request, string name) =>
        request.QueryField(name) ?? throw new ArgumentException($"'{name}' is missing.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
