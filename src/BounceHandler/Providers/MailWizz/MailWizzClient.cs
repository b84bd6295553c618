using System.Globalization;
using BounceHandler.Providers.Http;

namespace BounceHandler.Providers.MailWizz;

/// <summary>The calls of MailWizz's API that this program makes. Each makes one request and judges the answer.</summary>
/// <param name="endpoint">API base without slashes at its end.</param>
/// <param name="credentials">How calls prove who we are.</param>
/// <param name="timeout">Longest time for one call.</param>
/// <param name="time">The clock.</param>
public sealed class MailWizzClient(string endpoint, MailWizzCredentials credentials, TimeSpan timeout, TimeProvider time) : IDisposable
{
    private readonly ProviderHttp _http = new(timeout, time);
    private readonly MailWizzRequests _requests = new(endpoint, credentials, time);

    // Some web servers let no PUT through; the API takes it as a POST with an override header as well.
    private volatile bool _putAsPost;

    /// <summary>The first page of all lists.</summary>
    public Task<MailWizzAnswer> ListsAsync(CancellationToken cancellationToken) => SendAsync("GET", "lists", [], cancellationToken);

    /// <summary>One page of the rows of an address on all lists; pages count from 1.</summary>
    public Task<MailWizzAnswer> SearchAsync(string email, int page, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> query = [new("EMAIL", email)];
        if (page > 1)
            query.Add(new("page", page.ToString(CultureInfo.InvariantCulture)));
        return SendAsync("GET", "lists/subscribers/search-by-email-in-all-lists", query, cancellationToken);
    }

    /// <summary>One row.</summary>
    public Task<MailWizzAnswer> SubscriberAsync(string list, string subscriber, CancellationToken cancellationToken) =>
        SendAsync("GET", $"lists/{Segment(list)}/subscribers/{Segment(subscriber)}", [], cancellationToken);

    /// <summary>One campaign, with its list.</summary>
    public Task<MailWizzAnswer> CampaignAsync(string campaign, CancellationToken cancellationToken) =>
        SendAsync("GET", $"campaigns/{Segment(campaign)}", [], cancellationToken);

    /// <summary>Records a bounce; of type <c>hard</c> it makes MailWizz blacklist the subscriber.</summary>
    public Task<MailWizzAnswer> BounceAsync(string campaign, string subscriber, string type, string message, CancellationToken cancellationToken) =>
        SendAsync("POST", $"campaigns/{Segment(campaign)}/bounces",
            [new("message", message), new("bounce_type", type), new("subscriber_uid", subscriber)], cancellationToken);

    /// <summary>Unsubscribes one row; MailWizz sends no mail about it.</summary>
    public Task<MailWizzAnswer> UnsubscribeAsync(string list, string subscriber, CancellationToken cancellationToken) =>
        SendAsync("PUT", $"lists/{Segment(list)}/subscribers/{Segment(subscriber)}/unsubscribe", [], cancellationToken);

    /// <summary>Unsubscribes one row and counts it for the campaign (MailWizz 1.5.2).</summary>
    public Task<MailWizzAnswer> TrackUnsubscribeAsync(string campaign, string subscriber, CancellationToken cancellationToken) =>
        SendAsync("POST", $"campaigns/{Segment(campaign)}/track-unsubscribe/{Segment(subscriber)}",
            [new("ip_address", ""), new("user_agent", "BounceHandler"), new("reason", "List-Unsubscribe")], cancellationToken);

    /// <summary>Sets the status of one row. The address is required, and old versions leave the status alone: read the row again.</summary>
    public Task<MailWizzAnswer> SetStatusAsync(string list, string subscriber, string email, string status, CancellationToken cancellationToken) =>
        SendAsync("PUT", $"lists/{Segment(list)}/subscribers/{Segment(subscriber)}",
            [new("EMAIL", email), new("details[status]", status)], cancellationToken);

    /// <summary>A text with our secrets masked, should a server repeat them.</summary>
    public string Mask(string text) =>
        credentials.Secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<MailWizzAnswer> SendAsync(
        string method, string path, IReadOnlyList<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        var answer = await SendOnceAsync(method, path, fields, _putAsPost, cancellationToken);
        if (method == "PUT" && !_putAsPost && answer is { IsEnvelope: false, HttpStatus: 403 or 405 or 501 })
        {
            answer = await SendOnceAsync(method, path, fields, putAsPost: true, cancellationToken);
            _putAsPost = answer.IsEnvelope;
        }

        if (answer is { IsEnvelope: false, HttpStatus: 404 })
            answer = answer with { Text = $"{answer.Text}: the endpoint may have to be {_requests.OtherBase}" };
        return answer with { Text = Mask(answer.Text) };
    }

    private async Task<MailWizzAnswer> SendOnceAsync(
        string method, string path, IReadOnlyList<KeyValuePair<string, string>> fields, bool putAsPost, CancellationToken cancellationToken)
    {
        using var request = _requests.Build(method, path, fields, putAsPost);
        return await _http.SendAsync(request, MailWizzAnswer.Judge, cancellationToken);
    }

    private static string Segment(string uid) => Uri.EscapeDataString(uid);
}
