using System.Text.Json.Nodes;

namespace CampaignSimulator;

/// <summary>Faults and latency as JSON. A kind is written as in the code, in any case, with or without hyphens.</summary>
internal sealed class ControlFaults(CampaignServer server)
{
    private static readonly HashSet<string> Known =
    [
        "kind", "system", "count", "path", "operation", "email", "probability", "applyFirst",
        "status", "body", "retryAfter", "location", "milliseconds",
    ];

    public JsonArray List() => new([.. server.Faults.Active.Select(Write)]);

    public JsonArray Add(JsonObject body)
    {
        server.Faults.Add(Read(body));
        return List();
    }

    public JsonArray Clear()
    {
        server.Faults.Clear();
        return [];
    }

    public JsonObject SetLatency(JsonObject body)
    {
        var latency = TimeSpan.FromMilliseconds(ControlBody.Required(body, "milliseconds").GetValue<double>());
        server.Faults.SetLatency(latency, ControlBody.OptionalSystem(ControlBody.OptionalText(body, "system")));
        return ControlApi.Done();
    }

    private static Fault Read(JsonObject body)
    {
        // A misspelled condition would make the fault befall everything, and the test would blame the client.
        if (body.Select(member => member.Key).FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            throw new ArgumentException($"A fault has no '{unknown}'.");

        return new Fault(Parse<FaultKind>(ControlBody.Text(body, "kind")))
        {
            System = ControlBody.OptionalSystem(ControlBody.OptionalText(body, "system")),
            Count = body["count"]?.GetValue<int>(),
            Path = ControlBody.OptionalText(body, "path"),
            Operation = ControlBody.OptionalText(body, "operation"),
            Email = ControlBody.OptionalText(body, "email"),
            Probability = body["probability"]?.GetValue<double>() ?? 1,
            ApplyFirst = body["applyFirst"]?.GetValue<bool>() ?? false,
            Status = body["status"]?.GetValue<int>() ?? 500,
            Body = Parse<FaultBody>(ControlBody.OptionalText(body, "body") ?? "json"),
            RetryAfter = ControlBody.OptionalText(body, "retryAfter"),
            Location = ControlBody.OptionalText(body, "location"),
            Duration = body["milliseconds"] is { } time ? TimeSpan.FromMilliseconds(time.GetValue<double>()) : null,
        };
    }

    private static JsonObject Write(Fault fault) => new()
    {
        ["kind"] = fault.Kind.ToString(),
        ["system"] = fault.System is { } system ? ControlBody.NameOf(system) : null,
        ["count"] = fault.Count,
        ["path"] = fault.Path,
        ["operation"] = fault.Operation,
        ["email"] = fault.Email,
        ["probability"] = fault.Probability,
        ["applyFirst"] = fault.ApplyFirst,
    };

    private static T Parse<T>(string name)
        where T : struct, Enum => Enum.TryParse<T>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value)
        ? value
        : throw new ArgumentException($"'{name}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
}
