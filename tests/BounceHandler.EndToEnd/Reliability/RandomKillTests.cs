namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// kill -9 at any moment of a process's life, from the first instruction to the last: a replay completes what it left, and what was recorded is never
/// asked for again.
/// </summary>
[Trait("Proof", "crash")]
public sealed class RandomKillTests
{
    private const int MostKillsInRound = 3;

    // Calls under way or not recorded yet: four times the concurrency of two campaign tools.
    private const int MostUnderWay = 2 * 4 * 4;

    // MailWizz, Interspire and the suppression list.
    private const int Providers = 3;

    private static readonly int Rounds = Effort.Of(12, 100);
    private static readonly int Records = Effort.Of(40, 80);

    private readonly Random _random = new(Effort.Seed);
    private readonly List<KilledLife> _lives = [];
    private int _repeated;

    [Fact]
    public async Task Whatever_moment_a_process_is_killed_at_a_replay_completes_its_work_and_repeats_none_of_it()
    {
        var lives = new Dictionary<Source, (TimeSpan Time, int Requests)>();
        foreach (var source in Enum.GetValues<Source>())
        {
            await using var site = await OpenAsync();
            new Audience(site.Server).Add(Accounting.Users(Records));
            lives[source] = await KilledLife.MeasureAsync(site, Rows(), source);
        }

        for (var round = 0; round < Rounds; round++)
            await RoundAsync(round, lives);

        var phases = _lives.CountBy(life => life.Phase).OrderBy(phase => phase.Key).Select(phase => $"{phase.Value} {phase.Key}");
        Effort.Report($"{Rounds} rounds of {Records} records, {_lives.Count} processes killed: {string.Join(", ", phases)} (seed {Effort.Seed}).");
        Effort.Report($"Under way at the kills, asked for and not recorded: {_lives.Sum(life => life.UnderWay.Count)}, at most {_lives.Max(life => life.UnderWay.Count)} at one of them.");
        Effort.Report($"Calls that change a list: {Rounds * Records * 3} were needed, {_repeated} were repeated; no recorded outcome was asked for again.");
    }

    private async Task RoundAsync(int round, Dictionary<Source, (TimeSpan Time, int Requests)> lives)
    {
        await using var site = await OpenAsync();
        var users = Accounting.Users(Records);
        var audience = new Audience(site.Server).Add(users);
        var calls = new SubscriberCalls(site.Server, users);
        site.Server.Faults.SetLatency(TimeSpan.FromMilliseconds(_random.Next(8)));
        var rows = Rows();
        var killed = new List<KilledLife>();
        for (var kills = _random.Next(1, MostKillsInRound + 1); kills > 0; kills--)
        {
            var source = (Source)_random.Next(3);
            var (time, requests) = lives[source];
            killed.Add(await KilledLife.RunAsync(site, calls, rows, source, Killing(site, round, time, requests)));
        }

        site.Server.Faults.SetLatency(TimeSpan.Zero);
        var file = site.Directory.Write("bounce.csv", string.Concat(rows));
        (await site.RunAsync("replay", file)).Exited(0).Says($"Total records={Records}, ");

        Assert.All(users, user => Assert.Equal("blacklisted unsubscribed", audience.InMailWizz(user)));
        Assert.All(users, user => Assert.Equal("u", audience.InInterspire(user)));
        Assert.Equal(Records, audience.Bounces.Count);
        Assert.Equal(Records, (await site.SuppressedAsync()).Count);
        AssertOnlyUnrecordedCallsWereRepeated(calls, killed);
        using (var state = StateCopy.Of(site.Directory))
            state.AssertComplete(Records, Providers);

        site.Server.Log.Clear();
        (await site.RunAsync("replay", file)).Exited(0).Counted(Records, processed: 0);
        Assert.Empty(site.Work);
        AssertNothingPilesUp(site);
        _lives.AddRange(killed);
    }

    // What dead processes left was swept away by those after them.
    private static void AssertNothingPilesUp(Site site) => Assert.Equal(
        ["bouncehandler.db", "dispatcher.lock", "waiting.lock"],
        Directory.GetFiles(site.Directory.State, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Union(["waiting.lock"]).Order(StringComparer.Ordinal));

    // By the clock, spread evenly over the first part of its life or the whole of it, or at a call that has been carried out and is not answered yet.
    private Func<BounceHandlerProcess, Task> Killing(Site site, int round, TimeSpan life, int requests)
    {
        var share = (round + _random.NextDouble()) / Rounds;
        var call = _random.Next(1, requests);
        return (round % 3) switch
        {
            0 => _ => Task.Delay(life * share * 0.3, TestContext.Current.CancellationToken),
            1 => _ => Task.Delay(life * share * 1.1, TestContext.Current.CancellationToken),
            _ => process => CallAsync(site, process, call),
        };
    }

    private void AssertOnlyUnrecordedCallsWereRepeated(SubscriberCalls calls, List<KilledLife> killed)
    {
        var all = calls.All();
        Assert.All(killed, life => Assert.InRange(life.UnderWay.Count, 0, MostUnderWay));
        foreach (var life in killed)
            Assert.DoesNotContain(all, call => call.Number > life.Requests && life.Settled.Contains((call.Provider, call.Recipient)));
        foreach (var ((provider, recipient, operation), count) in all.Where(call => call.IsChange).CountBy(call => (call.Provider, call.Recipient, call.Operation)))
        {
            var underWay = killed.Count(life => life.UnderWay.Contains((provider, recipient)));
            Assert.True(count <= 1 + underWay, $"{operation} for {recipient}: {count} calls, and {underWay} kills while it was under way");
            _repeated += count - 1;
        }
    }

    private static async Task CallAsync(Site site, BounceHandlerProcess process, int number)
    {
        site.Server.Log.Completed = _ =>
        {
            if (Interlocked.Decrement(ref number) == 0)
                process.Kill();
        };
        await process.EndAsync();
    }

    private static async Task<Site> OpenAsync()
    {
        var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server).Interspire(site.Server);
        return site;
    }

    private static string[] Rows() =>
        [Accounting.Header, .. Accounting.Users(Records).Select(user => Accounting.Bounce(user, Audience.JobId))];
}
