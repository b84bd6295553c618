using BounceHandler.Classification.Brake;
using BounceHandler.Commands.Backtesting;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Commands.Backtesting;

public sealed class BrakeSimulationTests
{
    private static readonly BrakeSettings Tight = new() { PerHour = 20, CampaignPerHour = 15, NoRemotePerHour = 5, Minimum = 5 };

    // The one in the spool has windows in a database; both must come to the same.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_holds_what_the_brake_holds(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 1500).Select(i => Event(i, random)).ToList();
        using var folder = new StateFolder();
        var store = folder.Open();
        store.Spool.Follow(new Settings { Brake = Tight, Evidence = EvidenceUse.Off });
        var taken = await store.Spool.AddAsync(1, [.. events.Select(e => new SpoolEntry(e, [StateFolder.MailWizz]))]);

        var simulation = new BrakeSimulation(Tight);
        events.ForEach(simulation.Count);

        Assert.InRange(simulation.Held, 100, 1400);
        Assert.Equal(taken.Count(one => one.HeldBy is not null), simulation.Held);
        Assert.Equal(
            taken.Select(one => one.Closing).OfType<BrakeClosing>().Select(one => (one.Group, one.Hour, one.Made)).Order(),
            simulation.Largest(int.MaxValue).Select(one => (one.Group, one.Hour, one.Made)).Order());
        Assert.Equal(
            taken.Where(one => one.HeldBy is not null).CountBy(one => one.HeldBy!).OrderBy(pair => pair.Key, StringComparer.Ordinal),
            simulation.Largest(int.MaxValue).GroupBy(one => one.Group).Select(group => KeyValuePair.Create(group.Key, (int)group.Sum(one => one.Held)))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void A_brake_that_is_off_holds_nothing()
    {
        var simulation = new BrakeSimulation(Tight with { Enabled = false });
        for (var i = 0; i < 100; i++)
            simulation.Count(StateFolder.Event(i));

        Assert.Equal((0, false), (simulation.Held, simulation.IsInForce));
    }

    [Fact]
    public void Strangers_domains_do_not_push_out_a_wave()
    {
        var simulation = new BrakeSimulation(Tight);
        for (var i = 0; i < 60_000; i++)
        {
            simulation.Count(StateFolder.Event(i, $"a@d{i}.example"));
            if (i % 1000 == 0)
                simulation.Count(StateFolder.Event(i, $"user{i}@gmail.com"));
        }

        Assert.Equal(("domain gmail.com", 40L), simulation.Largest(1).Select(one => (one.Group, one.Held)).Single());
    }

    [Fact]
    public void A_closed_group_is_not_forgotten_and_what_is_forgotten_is_told()
    {
        var simulation = new BrakeSimulation(Tight);
        var wave = StateFolder.Event(1, "user@gmail.com");
        for (var i = 0; i < 30; i++)
            simulation.Count(wave);
        Assert.Equal((10, 1, true), (simulation.Held, simulation.Closings, simulation.IsExact));

        // Each within its limit, and none so small that it would be forgotten first.
        for (var i = 0; i < 21_000; i++)
        {
            var other = StateFolder.Event(i, $"a@d{i}.example");
            for (var j = 0; j < 17; j++)
                simulation.Count(other);
        }

        simulation.Count(wave);
        Assert.Equal((11, 1, false), (simulation.Held, simulation.Closings, simulation.IsExact));
    }

    private static BounceEvent Event(int number, Random random)
    {
        string[] domains = ["gmail.com", "googlemail.com", $"d{random.Next(200)}.example"];
        string?[] servers = ["gmail-smtp-in.l.google.com (10.0.0.3)", null, "", $"mx.d{random.Next(50)}.example (10.1.1.1)"];
        string[] jobs = ["", "job1", "job2", $"job{random.Next(100)}"];
        return StateFolder.Event(number, $"user{number}@{domains[random.Next(domains.Length)]}") with
        {
            OccurredAt = StateFolder.Begin.AddMinutes(random.Next(180)),
            RemoteMta = servers[random.Next(servers.Length)],
            JobId = jobs[random.Next(jobs.Length)],
        };
    }
}
