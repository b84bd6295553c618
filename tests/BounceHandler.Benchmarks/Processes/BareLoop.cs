using System.Diagnostics;
using System.Text.Json;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>
/// The calls that a hard bounce of a known campaign needs, and nothing else: where does the address stand, the bounce, where does it still stand, leave
/// those lists. No record is read, nothing is stored, no failure is handled.
/// </summary>
internal static class BareLoop
{
    public static async Task<TimeSpan> RunAsync(Simulator simulator, IReadOnlyList<string> recipients, int concurrency)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = concurrency, UseCookies = false, UseProxy = false });
        http.DefaultRequestHeaders.Add("X-Api-Key", Simulator.ApiKey);
        var campaign = simulator.Campaign["mailwizz-".Length..];
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            recipients, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (recipient, _) => await RemoveAsync(http, simulator.Endpoint, campaign, recipient));
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task RemoveAsync(HttpClient http, string endpoint, string campaign, string recipient)
    {
        var search = $"{endpoint}/lists/subscribers/search-by-email-in-all-lists?EMAIL={Uri.EscapeDataString(recipient)}";
        var own = (await RowsAsync(http, search))[0];
        using var bounce = new FormUrlEncodedContent([
            new("message", "5.1.1 smtp;550 5.1.1 user unknown"), new("bounce_type", "hard"), new("subscriber_uid", own.Subscriber),
        ]);
        using (var answer = await http.PostAsync($"{endpoint}/campaigns/{campaign}/bounces", bounce))
            answer.EnsureSuccessStatusCode();
        foreach (var (list, subscriber, status) in await RowsAsync(http, search))
        {
            if (status is not ("confirmed" or "unconfirmed" or "unapproved"))
                continue;
            using var answer = await http.PutAsync($"{endpoint}/lists/{list}/subscribers/{subscriber}/unsubscribe", null);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<List<(string List, string Subscriber, string Status)>> RowsAsync(HttpClient http, string url)
    {
        await using var body = await http.GetStreamAsync(url);
        using var document = await JsonDocument.ParseAsync(body);
        return [.. document.RootElement.GetProperty("data").GetProperty("records").EnumerateArray().Select(row => (
            row.GetProperty("list").GetProperty("list_uid").GetString()!, row.GetProperty("subscriber_uid").GetString()!, row.GetProperty("status").GetString()!))];
    }
}
