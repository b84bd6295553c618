using System.Net.Sockets;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CampaignSimulator;

namespace BounceHandler.Tests.CampaignSimulator;

/// <summary>Plain requests, spelled out, so that these tests depend on no client of ours.</summary>
internal sealed class SimulatorClient(CampaignServer server) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public string Key { get; set; } = MailWizzState.DefaultKey;

    public async Task<(int Status, JsonNode? Body)> MailWizzAsync(string verb, string path, string? form = null)
    {
        using var response = await SendAsync(verb, server.MailWizzEndpoint + path, form);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    public Task<(int Status, JsonNode? Body)> BounceAsync(MailWizzCampaign campaign, string uid, string type = "hard", string message = "5.1.1") =>
        MailWizzAsync("POST", $"/campaigns/{campaign.Uid}/bounces", $"message={message}&bounce_type={type}&subscriber_uid={uid}");

    public async Task<HttpResponseMessage> SendAsync(
        string verb, string address, string? form = null, CancellationToken? cancellation = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), address);
        request.Headers.Add("X-Api-Key", Key);
        if (form is not null) request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        return await _http.SendAsync(request, cancellation ?? TestContext.Current.CancellationToken);
    }

    public async Task<XElement> InterspireAsync(string type, string method, string details, string token = InterspireState.DefaultToken)
    {
        var document = $"<xmlrequest><username>{InterspireState.DefaultUser}</username><usertoken>{SecurityElement.Escape(token)}</usertoken>"
            + $"<requesttype>{type}</requesttype><requestmethod>{method}</requestmethod><details>{details}</details></xmlrequest>";
        using var content = new StringContent(document, Encoding.UTF8, "text/xml");
        using var response = await _http.PostAsync(new Uri(server.InterspireEndpoint), content, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonNode> ControlAsync(string verb, string path, string? json = null)
    {
        using var response = await SendAsync(verb, server.Url + "/_control" + path, json);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Bytes as they are: no client between that would respell an address.</summary>
    public static async Task<string> RawAsync(CampaignServer server, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", new Uri(server.Url).Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
