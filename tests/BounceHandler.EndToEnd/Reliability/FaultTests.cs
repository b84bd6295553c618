using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>One request that can never work.</summary>
[Trait("Proof", "outage")]
public sealed class FaultTests
{
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
        (await site.RunAsync("queue", "retry")).Exited(0).Says("1 row is due now");
        (await site.RunAsync("drain")).Exited(0);
        Assert.True(audience.HasLeftMailWizz("user0@gone.example"));
    }
}
