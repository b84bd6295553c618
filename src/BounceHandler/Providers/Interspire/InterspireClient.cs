using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using BounceHandler.Providers.Http;

namespace BounceHandler.Providers.Interspire;

/// <summary>
/// The calls of Interspire's XML API that this program makes. The names of elements differ from method to method (<c>email</c>, <c>emailaddress</c>;
/// <c>listid</c>, <c>listids</c>) because Interspire maps them to the arguments of its own functions.
/// </summary>
/// <param name="endpoint">URL of <c>xml.php</c>.</param>
/// <param name="userId">XML username.</param>
/// <param name="token">XML token.</param>
/// <param name="timeout">Longest time for one call.</param>
/// <param name="time">The clock.</param>
public sealed class InterspireClient(string endpoint, string userId, string token, TimeSpan timeout, TimeProvider time) : IDisposable
{
    private const string Subscribers = "subscribers";

    private readonly ProviderHttp _http = new(timeout, time);
    private readonly Uri _endpoint = new(endpoint);

    /// <summary>Lists asked for at once. Without a number some versions print ten.</summary>
    public const int ListsPerPage = 500;

    /// <summary>A page of the lists that the user may see. Versions differ in where they keep this method; the older place knows no pages.</summary>
    /// <param name="start">How many lists to leave out.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<InterspireAnswer> ListsAsync(int start, CancellationToken cancellationToken)
    {
        var answer = await SendAsync("lists", "GetLists", cancellationToken, new("start", start), new("perpage", ListsPerPage));
        return answer.Verdict is InterspireVerdict.Ok or InterspireVerdict.Refused || answer.IsOutage
            ? answer
            : await SendAsync("user", "GetLists", cancellationToken);
    }

    /// <summary>The lists on which an address stands, out of those given.</summary>
    public Task<InterspireAnswer> ListsOfAsync(string email, IEnumerable<string> lists, CancellationToken cancellationToken) =>
        SendAsync(Subscribers, "GetAllListsForEmailAddress", cancellationToken, new("email", email), new("listids", string.Join(',', lists)));

    /// <summary>The rows of an address on one list, with their status.</summary>
    public Task<InterspireAnswer> RowsAsync(string email, string list, CancellationToken cancellationToken) =>
        SendAsync(Subscribers, "GetSubscribers", cancellationToken,
            new("searchinfo", new XElement("List", list), new XElement("Email", email)), new("listid", list));

    /// <summary>One change of one subscriber on one list.</summary>
    /// <param name="method">UnsubscribeSubscriber, BounceSubscriber, AddBannedSubscriber or ActivateSubscriber.</param>
    /// <param name="email">The address; empty if only the id is known.</param>
    /// <param name="list">List id.</param>
    /// <param name="subscriber">Subscriber id, where it must stand for the address.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<InterspireAnswer> ChangeAsync(string method, string email, string list, string? subscriber, CancellationToken cancellationToken)
    {
        XElement[] who = [new("emailaddress", email), new("listid", list)];
        return SendAsync(Subscribers, method, cancellationToken, subscriber is null ? who : [.. who, new("subscriberid", subscriber)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<InterspireAnswer> SendAsync(
        string type, string method, CancellationToken cancellationToken, params IReadOnlyList<XElement> details)
    {
        var xml = InterspireXml.Request(userId, token, type, method, details);
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(xml));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml", "utf-8");
        var answer = await _http.SendAsync(request, InterspireAnswer.Judge, cancellationToken);
        return answer with { Text = answer.Text.Replace(token, "***", StringComparison.Ordinal) };
    }
}
