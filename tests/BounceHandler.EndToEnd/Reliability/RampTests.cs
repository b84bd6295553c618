using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>An outage does not end in a stampede: single probes while it lasts, then one call at a time up to as many as are allowed.</summary>
[Trait("Proof", "outage")]
public sealed class RampTests
{
    private const int Concurrency = 16;
    private const int Probes = 3;

    private static int Records => Effort.Of(250, 2000);

    [Theory]
    [InlineData(CampaignSystem.MailWizz, "search-all-lists", FaultKind.Status)]
    [InlineData(CampaignSystem.Interspire, "GetAllListsForEmailAddress", FaultKind.Reset)]
    public async Task Calls_grow_from_one_to_the_configured_concurrency(CampaignSystem system, string operation, FaultKind outage)
    {
        await using var site = await Site.OpenAsync();
        // Nobody is on any list: one call a record, so that calls under way are records under way.
        var more = $$"""{ "concurrency": {{Concurrency}} }""";
        _ = system == CampaignSystem.MailWizz ? site.Configuration.MailWizz(site.Server, more) : site.Configuration.Interspire(site.Server, more);
        _ = new Audience(site.Server);
        site.Configuration.Set("delivery.maxRetrySeconds", "1");
        site.Server.Faults.Add(new Fault(outage) { Status = 503, Operation = operation });
        site.Server.Faults.SetLatency(TimeSpan.FromMilliseconds(50));
        var process = site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounces(Records));
        await site.LogsAsync("is down after 8 failures");
        await Eventually.TrueAsync(() => site.Server.Log.UnderWay == 0, "what was under way has ended");
        var down = site.Server.Log.Of(operation).Count;
        await Eventually.TrueAsync(() => site.Server.Log.Of(operation).Count >= down + Probes, "it is probed");

        site.Server.Faults.Clear();
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Says($"nothing to do={Records}, failed=0, queued=0");

        var requests = site.Server.Log.Of(operation);
        Assert.All(requests.Skip(down).Where(request => request.Fault is not null), probe => Assert.Equal(1, probe.UnderWay));
        var after = requests.Where(request => request.Fault is null).ToList();
        Assert.Equal(Records, after.Count);
        // The n-th call after the outage finds at most n - 1 answered ones before it, and each answer allows one more.
        Assert.All(after.Index(), call => Assert.InRange(call.Item.UnderWay, 1, Math.Min(Concurrency, ((call.Index + 1) / 2) + 1)));
        Assert.Equal(Concurrency, after.Max(call => call.UnderWay));
        Effort.Report($"{system}: {requests.Count - Records} requests during the outage, {requests.Count - Records - down} of them single probes; after it {string.Join(' ', after.Take(40).Select(call => call.UnderWay))} … {after.Max(call => call.UnderWay)} under way");
    }
}
