using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>Three requests out of ten fail, each in another way, at both tools: all the same everything is delivered, and nothing twice.</summary>
[Trait("Proof", "outage")]
public sealed class RandomFaultTests
{
    private static readonly Fault[] Mixture =
    [
        new(FaultKind.Status) { Status = 503 },
        new(FaultKind.Status) { Status = 500, Body = FaultBody.Html, ApplyFirst = true },
        new(FaultKind.Status) { Status = 200, Body = FaultBody.Html },
        new(FaultKind.TooManyRequests),
        new(FaultKind.MutexLock) { System = CampaignSystem.MailWizz },
        new(FaultKind.ErrorStatus) { System = CampaignSystem.Interspire },
        new(FaultKind.EmptyBody) { ApplyFirst = true },
        new(FaultKind.CutBody),
        new(FaultKind.TruncatedBody),
        new(FaultKind.Reset) { ApplyFirst = true },
        new(FaultKind.Hang) { Duration = TimeSpan.FromMilliseconds(300) },
        new(FaultKind.Redirect) { Location = "http://127.0.0.1:9/" },
    ];

    private const int Step = 20;

    private static int Records => Effort.Of(40, 400);

    [Fact]
    public async Task Everything_is_delivered_while_three_requests_of_ten_fail()
    {
        await using var scene = await OutageScene.OpenAsync(CampaignSystem.MailWizz, Records, """{ "timeoutSeconds": 2, "concurrency": 8 }""");
        // One is asked after the other; together they befall 30 %.
        foreach (var fault in Mixture)
            scene.Site.Server.Faults.Add(fault with { Probability = 0.032 });

        var process = await scene.StartAsync();
        await Eventually.TrueAsync(() => StateTables.Accepted(scene.Site.Directory) == Records, "all records are accepted");
        for (var left = Records - Step; left >= 0; left -= Step)
            await Eventually.TrueAsync(() => Longest(scene) <= left, $"at most {left} records are left");
        await scene.OthersAreDoneAsync();
        await scene.FailedOneIsDoneAsync();
        scene.Site.Server.Faults.Clear();
        await scene.AssertOverAsync(process);

        var met = scene.Site.Server.Log.Requests.Count(request => request.Fault is not null);
        Effort.Report($"seed {Effort.Seed}: {met} of {scene.Site.Server.Log.Total} requests failed ({100.0 * met / scene.Site.Server.Log.Total:F0} %), {Records} records delivered to both");
        Assert.True(met > Records, $"{met} faults are too few to prove anything");
    }

    // Both count as down again and again; what matters is that they get on.
    private static long Longest(OutageScene scene) =>
        Math.Max(StateTables.Queued(scene.Site.Directory, "mailwizz"), StateTables.Queued(scene.Site.Directory, "interspire"));
}
