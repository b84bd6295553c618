using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A provider that refuses us is paused with one loud line and one alarm; its work waits and goes on after the repair without anybody's help.</summary>
[Trait("Proof", "outage")]
public sealed class RefusalTests
{
    private const int Records = 8;
    private const int Probes = 3;

    private static readonly (CampaignSystem System, FaultKind Kind, string Words)[] All =
    [
        (CampaignSystem.MailWizz, FaultKind.InvalidSignature, "Invalid API request signature"),
        (CampaignSystem.Interspire, FaultKind.Unauthorized, "Unable to check user details"),
        (CampaignSystem.MailWizz, FaultKind.Unauthorized, "Invalid API key"),
        (CampaignSystem.MailWizz, FaultKind.ForbiddenIp, "Your IP address is not allowed"),
    ];

    public static TheoryData<CampaignSystem, FaultKind, string> Refusals => [.. All.Take(Effort.Of(2, All.Length))];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task It_is_told_once_and_mended_by_itself(CampaignSystem system, FaultKind refusal, string words)
    {
        await using var scene = await OutageScene.OpenAsync(system, Records);
        scene.Site.Server.Faults.Add(new Fault(refusal) { System = system });
        var process = await scene.StartAsync();
        await scene.OthersAreDoneAsync();
        await scene.Site.LogsAsync($"Bounce-provider {scene.Name} is PAUSED");
        var paused = scene.Site.Server.Log.Requests.Count(request => request.System == system);
        await Eventually.TrueAsync(() => scene.Site.Server.Log.Requests.Count(request => request.System == system) >= paused + Probes, "it is probed");
        Assert.Equal(Records, StateTables.Queued(scene.Site.Directory, scene.Name));
        (await scene.Site.RunAsync("status")).Exited(1).Says("paused since").Says(words);

        scene.Site.Server.Faults.Clear();
        await scene.FailedOneIsDoneAsync();
        await scene.AssertOverAsync(process);

        Assert.Single(Lines(scene, $"Bounce-provider {scene.Name} is PAUSED"), line => line.Contains(words, StringComparison.Ordinal));
        Assert.Single(Lines(scene, $"{scene.Name} is paused: it refuses our requests"));
        Assert.Equal(1, StateTables.Alarms(scene.Site.Directory, $"paused {scene.Name}"));
        Assert.Single(Lines(scene, $"Bounce-provider {scene.Name} is up again"));
        // Paused at the first refusal: what was under way then, and from then on one at a time.
        var refused = scene.Work.Where(request => request.Fault is not null).Skip(4).ToList();
        Assert.All(refused, request => Assert.Equal(1, request.UnderWay));
        (await scene.Site.RunAsync("status")).Exited(0);
    }

    [Fact]
    public async Task The_pause_outlives_the_process_and_a_drain_asks_once_more()
    {
        await using var scene = await OutageScene.OpenAsync(CampaignSystem.MailWizz, Records);
        scene.Site.Server.Faults.Add(new Fault(FaultKind.Unauthorized) { System = CampaignSystem.MailWizz });
        scene.Site.Configuration.Set("delivery.drainSeconds", "1");
        var process = await scene.StartAsync();
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Says($"mailwizz: lists changed=0, nothing to do=0, failed=0, queued={Records}");

        (await scene.Site.RunAsync("status")).Exited(1).Says("paused since").Says("Invalid API key");
        (await scene.Site.RunAsync("drain")).Exited(75).Says("Invalid API key");
        scene.Site.Server.Faults.Clear();
        (await scene.Site.RunAsync("drain")).Exited(0);

        await scene.FailedOneIsDoneAsync();
        (await scene.Site.RunAsync("status")).Exited(0);
    }

    [Fact]
    public async Task A_wrong_user_is_mended_in_the_configuration()
    {
        await using var scene = await OutageScene.OpenAsync(CampaignSystem.Interspire, Records);
        scene.Site.Configuration.Set("delivery.drainSeconds", "1").Set("providers.interspire.userId", "\"nobody\"");
        var process = await scene.StartAsync();
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Says($"interspire: lists changed=0, nothing to do=0, failed=0, queued={Records}");
        (await scene.Site.RunAsync("status")).Exited(1).Says("paused since");

        scene.Site.Configuration.Interspire(scene.Site.Server);
        (await scene.Site.RunAsync("drain")).Exited(0);

        await scene.FailedOneIsDoneAsync();
    }

    private static IEnumerable<string> Lines(OutageScene scene, string text) => scene.Site.Log.Where(line => line.Contains(text, StringComparison.Ordinal));
}

