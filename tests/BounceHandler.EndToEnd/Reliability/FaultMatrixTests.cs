using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// Whatever a server does instead of answering: meanwhile the other provider and the suppression list are done, and once it answers everything is
/// delivered, once, to those and only those whom it concerns.
/// </summary>
public abstract class FaultMatrixTests(CampaignSystem failing)
{
    private const int MetBeforeRepair = 3;

    private static int Records => Effort.Of(5, 25);

    protected async Task SurvivesAsync(string name)
    {
        await using var elsewhere = await CampaignServer.StartAsync();
        await using var scene = await OutageScene.OpenAsync(failing, Records);
        var fault = FaultCases.Named(name, failing, elsewhere);
        scene.Site.Server.Faults.Add(fault);
        var process = await scene.StartAsync();

        await scene.OthersAreDoneAsync();
        await Eventually.TrueAsync(() => Met(scene) >= MetBeforeRepair, $"the fault is met {MetBeforeRepair} times");
        Assert.Equal(Records, StateTables.Queued(scene.Site.Directory, scene.Name));
        if (!fault.ApplyFirst && fault.Kind is not (FaultKind.CutBody or FaultKind.TruncatedBody))
            Assert.All(scene.Users, user => Assert.False(failing == CampaignSystem.MailWizz ? scene.Audience.HasLeftMailWizz(user) : scene.Audience.HasLeftInterspire(user)));
        scene.Site.Server.Faults.Clear();

        await scene.FailedOneIsDoneAsync();
        await scene.AssertOverAsync(process);
        if (fault.Kind == FaultKind.Redirect)
            scene.Site.HasLogged("configure the final URL as endpoint");
        Assert.Equal(0, elsewhere.Log.Total);
    }

    private static int Met(OutageScene scene) => scene.Site.Server.Log.Requests.Count(request => request.System == scene.Failing && request.Fault is not null);
}

[Trait("Proof", "outage")]
public sealed class MailWizzFaultTests() : FaultMatrixTests(CampaignSystem.MailWizz)
{
    public static TheoryData<string> Faults => FaultCases.Of(CampaignSystem.MailWizz);

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public Task Everything_reaches_MailWizz_in_the_end_and_nothing_else_waits_for_it(string fault) => SurvivesAsync(fault);
}

[Trait("Proof", "outage")]
public sealed class InterspireFaultTests() : FaultMatrixTests(CampaignSystem.Interspire)
{
    public static TheoryData<string> Faults => FaultCases.Of(CampaignSystem.Interspire);

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public Task Everything_reaches_Interspire_in_the_end_and_nothing_else_waits_for_it(string fault) => SurvivesAsync(fault);
}
