using System.Globalization;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// A provider that asks for a pause is asked nothing before it is over, for whatever row; the others go on meanwhile. The pause is a promise about time, and
/// is the one thing measured here.
/// </summary>
[Trait("Proof", "outage")]
public sealed class RetryAfterTests
{
    private const int Records = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(CampaignSystem.MailWizz, 429, 1)]
    [InlineData(CampaignSystem.MailWizz, 503, 4)]
    [InlineData(CampaignSystem.Interspire, 429, 4)]
    public async Task Nothing_is_asked_before_the_pause_is_over(CampaignSystem system, int status, int concurrency)
    {
        await using var scene = await OutageScene.OpenAsync(system, Records, $$"""{ "concurrency": {{concurrency}} }""");
        scene.Site.Server.Faults.Add(Asking(system, status) with { RetryAfter = Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture), Count = concurrency });

        var process = await scene.StartAsync();
        await scene.OthersAreDoneAsync();
        await scene.FailedOneIsDoneAsync();
        await scene.AssertOverAsync(process);

        AssertPaused(scene, concurrency, Pause);
    }

    [Fact]
    public async Task The_pause_may_be_named_by_its_end()
    {
        await using var scene = await OutageScene.OpenAsync(CampaignSystem.MailWizz, Records, """{ "concurrency": 1 }""");
        var until = TimeProvider.System.GetUtcNow() + Pause + Pause;
        scene.Site.Server.Faults.Add(Asking(CampaignSystem.MailWizz, 503) with { RetryAfter = until.ToString("R", CultureInfo.InvariantCulture), Count = 1 });

        var process = await scene.StartAsync();
        await scene.OthersAreDoneAsync();
        await scene.FailedOneIsDoneAsync();
        await scene.AssertOverAsync(process);

        // The date has no fractions of a second.
        var first = scene.Work.First(request => request.Fault is not null);
        var next = scene.Work.First(request => request.Number > first.Number);
        Assert.True(first.Time > until || next.Time >= until.AddSeconds(-1), $"{next.Time} is before {until}");
    }

    [Fact]
    public async Task A_provider_that_asks_for_a_long_pause_counts_as_down_and_holds_up_no_end()
    {
        await using var scene = await OutageScene.OpenAsync(CampaignSystem.MailWizz, Records, """{ "concurrency": 1 }""");
        scene.Site.Server.Faults.Add(Asking(CampaignSystem.MailWizz, 503) with { RetryAfter = "900" });

        var process = await scene.StartAsync();
        await scene.OthersAreDoneAsync();
        await scene.Site.LogsAsync("Bounce-provider mailwizz asks to be left alone until");
        process.CloseInput();

        (await process.EndAsync()).Exited(0).Says($"mailwizz: lists changed=0, nothing to do=0, failed=0, queued={Records}, held=0\n");
        Assert.Single(scene.Work, request => request.Operation == "search-all-lists");
        (await scene.Site.RunAsync("status")).Exited(1).Says("down since");
    }

    // The start looks at the lists on its own; what is promised is about events.
    private static Fault Asking(CampaignSystem system, int status) => new(FaultKind.Status)
    {
        System = system,
        Status = status,
        Operation = system == CampaignSystem.MailWizz ? "search-all-lists" : "GetAllListsForEmailAddress",
    };

    private static void AssertPaused(OutageScene scene, int concurrency, TimeSpan pause)
    {
        var work = scene.Work;
        var first = work.First(request => request.Fault is not null);
        var meanwhile = work.Where(request => request.Number > first.Number && request.Time < first.Time + pause).ToList();
        // What was under way already could not know.
        Assert.InRange(meanwhile.Count, 0, concurrency - 1);
        Assert.All(meanwhile, request => Assert.NotNull(request.Fault));
        var others = scene.Site.Work.Where(request => request.System != scene.Failing).ToList();
        var next = work.First(request => request.Time >= first.Time + pause);
        Effort.Report($"{scene.Name}, concurrency {concurrency}, Retry-After {pause.TotalSeconds} s: {meanwhile.Count} requests within it, next after {(next.Time - first.Time).TotalSeconds:F2} s, the other provider had {others.Count(request => request.Number < next.Number)} of {others.Count} requests by then");
        Assert.All(others, request => Assert.True(request.Number < next.Number, "the other provider waited for the pause"));
    }
}
