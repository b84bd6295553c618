using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>kill -9 while the campaign tools are away: what was accepted is delivered by a drain, exactly that, without any input.</summary>
[Trait("Proof", "crash")]
public sealed class KilledInOutageTests
{
    private static readonly int Rounds = Effort.Of(4, 40);
    private static readonly int Records = Effort.Of(60, 300);

    [Fact]
    public async Task Whatever_a_killed_process_had_accepted_in_an_outage_a_drain_delivers()
    {
        var random = new Random(Effort.Seed);
        var kept = 0;
        var life = TimeSpan.Zero;
        await using (var site = await Site.OpenAsync())
            (life, _) = await KilledLife.MeasureAsync(site, Rows(), Source.SlowPipe);
        for (var round = 0; round < Rounds; round++)
            kept += await RoundAsync(life * random.NextDouble());
        Effort.Report($"{Rounds} kills while nobody answered: {kept} of {Rounds * Records} records were accepted before, and all of these were delivered by a drain (seed {Effort.Seed}).");
    }

    private static async Task<int> RoundAsync(TimeSpan moment)
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server).Interspire(site.Server);
        var users = Accounting.Users(Records);
        var audience = new Audience(site.Server).Add(users);
        site.Server.Faults.Add(new Fault(FaultKind.Reset));
        var killed = await KilledLife.RunAsync(
            site, new SubscriberCalls(site.Server, users), Rows(), Source.SlowPipe, _ => Task.Delay(moment, TestContext.Current.CancellationToken));

        site.Server.Faults.Clear();
        (await site.RunAsync("drain")).Exited(0).Says("still queued=0");

        Assert.All(killed.Accepted, pair => Assert.True(
            pair.Provider == "interspire" ? audience.HasLeftInterspire(pair.Recipient) : audience.HasLeftMailWizz(pair.Recipient)));
        var accepted = killed.Accepted.Select(pair => pair.Recipient).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(accepted, users.Where(audience.HasLeftMailWizz).Order(StringComparer.Ordinal));
        Assert.Equal(accepted, await site.SuppressedAsync());
        using var state = StateCopy.Of(site.Directory);
        state.AssertComplete(accepted.Count, providers: 3);
        return accepted.Count;
    }

    private static string[] Rows() =>
        [Accounting.Header, .. Accounting.Users(Records).Select(user => Accounting.Bounce(user, Audience.JobId))];
}
