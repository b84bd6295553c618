using System.Text.Json;
using System.Text.Json.Nodes;

namespace CampaignSimulator;

/// <summary>The server by HTTP, for tests and benchmarks in other processes. Its own requests are neither logged nor delayed.</summary>
internal sealed class ControlApi(CampaignServer server)
{
    public const string Root = "/_control";

    private readonly ControlSeeding _seeding = new(server);
    private readonly ControlReading _reading = new(server);
    private readonly ControlFaults _faults = new(server);

    public Answer Handle(SimulatorRequest request)
    {
        try
        {
            return Json(200, Run(request));
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return Json(400, new JsonObject { ["error"] = mistake.Message });
        }
    }

    private JsonNode Run(SimulatorRequest request) => (request.Method, request.RawPath[Root.Length..].Trim('/')) switch
    {
        ("GET", "") => _reading.Summary(),
        ("POST", "reset") => Reset(),
        ("POST", "customers") => _seeding.AddCustomer(ControlBody.Parse(request)),
        ("POST", "lists") => _seeding.AddList(ControlBody.Parse(request)),
        ("POST", "campaigns") => _seeding.AddCampaign(ControlBody.Parse(request)),
        ("POST", "subscribers") => _seeding.AddSubscribers(request),
        ("GET", "subscribers") => _reading.Subscribers(request),
        ("GET", "statuses") => _reading.Statuses(request),
        ("GET", "bounces") => _reading.Bounces(request),
        ("GET", "unsubscribes") => _reading.Unsubscribes(request),
        ("GET", "log") => _reading.Log(request),
        ("PUT", "log") => KeepLog(ControlBody.Parse(request)),
        ("DELETE", "log") => ClearLog(),
        ("PUT", "latency") => _faults.SetLatency(ControlBody.Parse(request)),
        ("GET", "faults") => _faults.List(),
        ("POST", "faults") => _faults.Add(ControlBody.Parse(request)),
        ("DELETE", "faults") => _faults.Clear(),
        _ => throw new ArgumentException($"There is no {request.Method} {request.RawPath}."),
    };

    private JsonObject Reset()
    {
        server.Reset();
        return Done();
    }

    private JsonObject ClearLog()
    {
        server.Log.Clear();
        return Done();
    }

    private JsonObject KeepLog(JsonObject body)
    {
        server.Log.Keep = ControlBody.Required(body, "keep").GetValue<bool>();
        return Done();
    }

    internal static JsonObject Done() => new() { ["done"] = true };

    private static Answer Json(int status, JsonNode node) => Answer.WriteJson(status, json => node.WriteTo(json));
}
