using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>Whatever a server does instead of answering, every event arrives once it answers again, and none has its effect twice.</summary>
public sealed class FaultTests
{
    private const int Records = 3;
    private const int Faults = 6;

    public static TheoryData<Fault> MailWizzFaults => new(
        new Fault(FaultKind.Status) { Status = 503 },
        new Fault(FaultKind.Status) { Status = 500, Body = FaultBody.Html, ApplyFirst = true },
        new Fault(FaultKind.Status) { Status = 502, Body = FaultBody.Empty },
        new Fault(FaultKind.Status) { Status = 408 },
        new Fault(FaultKind.TooManyRequests) { RetryAfter = "1" },
        new Fault(FaultKind.MutexLock),
        new Fault(FaultKind.EmptyBody) { ApplyFirst = true },
        new Fault(FaultKind.CutBody),
        new Fault(FaultKind.TruncatedBody),
        new Fault(FaultKind.Reset),
        new Fault(FaultKind.Reset) { ApplyFirst = true },
        new Fault(FaultKind.Hang) { ApplyFirst = true });

    public static TheoryData<Fault> InterspireFaults => new(
        new Fault(FaultKind.Status) { Status = 503, Body = FaultBody.Html },
        new Fault(FaultKind.EmptyBody) { ApplyFirst = true },
        new Fault(FaultKind.FailedEmpty),
        new Fault(FaultKind.ErrorStatus),
        new Fault(FaultKind.CutBody),
        new Fault(FaultKind.Reset) { ApplyFirst = true });

    [Theory]
    [MemberData(nameof(MailWizzFaults), DisableDiscoveryEnumeration = true)]
    public async Task Everything_reaches_MailWizz_in_the_end(Fault fault)
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server, """{ "timeoutSeconds": 1 }""");
        var audience = new Audience(site.Server).Add(Accounting.Users(Records));
        site.Server.Faults.Add(fault with { System = CampaignSystem.MailWizz, Count = Faults });

        var run = await site.ProcessAsync(Accounting.Header + Accounting.Bounces(Records, jobId: Audience.JobId));

        run.Exited(0).Counted(Records, processed: Records).Says("failed=0, queued=0, held=0\n");
        Assert.Empty(site.Server.Faults.Active);
        Assert.All(Accounting.Users(Records), user => Assert.Equal("blacklisted unsubscribed", audience.InMailWizz(user)));
        Assert.Equal(Records, audience.Bounces.Count);
        (await site.RunAsync("queue", "list")).Says("The queue is empty.");
    }

    [Theory]
    [MemberData(nameof(InterspireFaults), DisableDiscoveryEnumeration = true)]
    public async Task Everything_reaches_Interspire_in_the_end(Fault fault)
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.Interspire(site.Server);
        var audience = new Audience(site.Server, interspireLists: 2).Add(Accounting.Users(Records));
        site.Server.Faults.Add(fault with { System = CampaignSystem.Interspire, Count = Faults });

        var run = await site.ProcessAsync(Accounting.Header + Accounting.Bounces(Records));

        run.Exited(0).Counted(Records, processed: Records).Says("failed=0, queued=0, held=0\n");
        Assert.All(Accounting.Users(Records), user => Assert.Equal("u u", audience.InInterspire(user)));
        (await site.RunAsync("queue", "list")).Says("The queue is empty.");
    }

    [Fact]
    public async Task A_server_that_asks_for_a_pause_gets_it()
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server);
        var audience = new Audience(site.Server).Add(Accounting.Users(1));
        site.Server.Faults.Add(new Fault(FaultKind.TooManyRequests) { Operation = "search-all-lists", RetryAfter = "3", Count = 1 });

        (await site.ProcessAsync(Accounting.Header + Accounting.Bounces(1))).Exited(0);

        var searches = site.Server.Log.Of("search-all-lists");
        Assert.True(searches[1].Time - searches[0].Time > TimeSpan.FromSeconds(2.9), $"{searches[1].Time - searches[0].Time}");
        Assert.True(audience.HasLeftMailWizz("user0@gone.example"));
    }

    [Fact]
    public async Task What_can_never_work_is_kept_for_the_operator_and_holds_up_nothing()
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server);
        var audience = new Audience(site.Server).Add(Accounting.Users(2));
        site.Server.Faults.Add(new Fault(FaultKind.Status) { Status = 422, Email = "user0@gone.example" });

        (await site.ProcessAsync(Accounting.Header + Accounting.Bounces(2))).Exited(0).Says("mailwizz: lists changed=2, nothing to do=0, failed=1, queued=0");

        Assert.True(audience.HasLeftMailWizz("user1@gone.example"));
        (await site.RunAsync("queue", "list")).Says("failed\tmailwizz\tuser0@gone.example");
        (await site.RunAsync("status")).Exited(1);
        site.Server.Faults.Clear();
        (await site.RunAsync("queue", "retry")).Exited(0).Says("1 rows are due now");
        (await site.RunAsync("drain")).Exited(0);
        Assert.True(audience.HasLeftMailWizz("user0@gone.example"));
    }
}
