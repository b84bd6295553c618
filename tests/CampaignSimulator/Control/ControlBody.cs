using System.Text.Json.Nodes;

namespace CampaignSimulator;

/// <summary>Reads the control API's parameters; what is missing or unknown is said by name.</summary>
internal static class ControlBody
{
    public static JsonObject Parse(SimulatorRequest request) => request.Body.Length == 0
        ? []
        : JsonNode.Parse(request.Body) as JsonObject ?? throw new ArgumentException("The body has to be a JSON object.");

    public static JsonNode Required(JsonObject body, string name) => body[name] ?? throw new ArgumentException($"'{name}' is missing.");

    public static string Text(JsonObject body, string name) => Required(body, name).GetValue<string>();

    public static string? OptionalText(JsonObject body, string name) => body[name]?.GetValue<string>();

    public static CampaignSystem? OptionalSystem(string? name) => name switch
    {
        null or "" => null,
        "mailwizz" => CampaignSystem.MailWizz,
        "interspire" => CampaignSystem.Interspire,
        _ => throw new ArgumentException("'system' is mailwizz or interspire."),
    };

    public static CampaignSystem System(string? name) => OptionalSystem(name) ?? throw new ArgumentException("'system' is missing.");

    public static string NameOf(CampaignSystem system) => system == CampaignSystem.MailWizz ? "mailwizz" : "interspire";
}
