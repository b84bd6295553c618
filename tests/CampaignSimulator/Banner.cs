using System.Globalization;
using System.Text;

namespace CampaignSimulator;

/// <summary>What is printed at the start, enough to point a client at the server, and the one line of each request.</summary>
internal static class Banner
{
    private const int MaxLists = 10;

    public static string For(CampaignServer server)
    {
        var text = new StringBuilder();
        Line(text, $"MailWizz    {server.MailWizzEndpoint}");
        Line(text, $"Interspire  {server.InterspireEndpoint}");
        Line(text, $"Control     {server.Url}{ControlApi.Root}");
        text.AppendLine().AppendLine("Providers for the configuration:");
        Line(text, $$"""  "mailwizz":   { "type": "mailwizz", "endpoint": "{{server.MailWizzEndpoint}}",""");
        Line(text, $$"""                  {{Credentials(server)}} },""");
        Line(text, $$"""  "interspire": { "type": "interspire", "endpoint": "{{server.InterspireEndpoint}}",""");
        Line(text, $$"""                  "userId": "{{InterspireState.DefaultUser}}", "apiKey": "{{InterspireState.DefaultToken}}" }""");
        text.AppendLine().AppendLine("Lists:");

        var customer = server.MailWizz.DefaultCustomer;
        foreach (var list in customer.Lists.Take(MaxLists))
        {
            var campaign = customer.Campaigns.Find(each => each.List == list)?.Uid;
            Line(text, $"  MailWizz    {list.Uid}  {list.Name}, {list.Rows.Count} subscribers, campaign {campaign} (job id mailwizz-{campaign})");
        }

        foreach (var list in server.Interspire.Lists.Take(MaxLists))
            Line(text, $"  Interspire  {list.Id,-13}  {list.Name}, {list.Rows.Count} subscribers");
        if (customer.Lists is [{ Rows: { Count: > 0 } rows }, ..])
            Line(text, $"Addresses: {string.Join(", ", rows.Take(MaxLists).Select(row => row.Email))}");
        return text.AppendLine().ToString();
    }

    public static string Line(LoggedRequest request)
    {
        var time = request.Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var what = $"{request.Operation} {request.Path} {Parameters(request)}{Fault(request)}".TrimEnd();
        return $"{time} {request.System,-10} {request.Status,3} {what}";
    }

    private static string Credentials(CampaignServer server) => server.Options.MailWizz.Mode switch
    {
        MailWizzMode.V1Signed => $"\"publicKey\": \"{MailWizzState.DefaultKey}\", \"privateKey\": \"{MailWizzState.DefaultPrivateKey}\"",
        MailWizzMode.V1Unsigned => $"\"publicKey\": \"{MailWizzState.DefaultKey}\"",
        _ => $"\"apiKey\": \"{MailWizzState.DefaultKey}\"",
    };

    /// <summary>Kept to one line whatever a client sends.</summary>
    private static string Parameters(LoggedRequest request) =>
        string.Join(' ', request.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")).ReplaceLineEndings(" ");

    private static string Fault(LoggedRequest request) => request.Fault is null ? "" : $" [{request.Fault}]";

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
