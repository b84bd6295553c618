using CampaignSimulator;

namespace BounceHandler.Tests.Providers;

/// <summary>Shorthand for tests against the look-alikes.</summary>
internal static class Simulated
{
    public static Fault Fault(ProviderContract.Outage outage) => outage switch
    {
        ProviderContract.Outage.Reset => new Fault(FaultKind.Reset),
        ProviderContract.Outage.EmptyAnswer => new Fault(FaultKind.EmptyBody),
        ProviderContract.Outage.HtmlPage => new Fault(FaultKind.Status) { Status = 502, Body = FaultBody.Html },
        ProviderContract.Outage.ServerError => new Fault(FaultKind.Status) { Status = 503 },
        _ => new Fault(FaultKind.TruncatedBody),
    };

    public static string[] Operations(this RequestLog log) => [.. log.Requests.Select(request => request.Operation)];

    public static string MailWizz(CampaignServer server, string more = "", string key = MailWizzState.DefaultKey) =>
        $$"""{ "type": "mailwizz", "endpoint": "{{server.MailWizzEndpoint}}", "apiKey": "{{key}}" {{more}} }""";

    public static string Interspire(CampaignServer server, string more = "", string key = InterspireState.DefaultToken) =>
        $$"""{ "type": "interspire", "endpoint": "{{server.InterspireEndpoint}}", "userId": "admin", "apiKey": "{{key}}" {{more}} }""";
}
