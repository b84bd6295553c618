using System.Diagnostics;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// The process that delivers is killed while others feed, again and again: one of them takes over within a second, and each event is delivered once but
/// for what was under way.
/// </summary>
[Trait("Proof", "crash")]
public sealed class TakeoverTests : IAsyncLifetime
{
    private const string Change = "UnsubscribeSubscriber";
    private const int Processes = 3;

    // Calls that are under way or not recorded yet: four times the concurrency.
    private const int MostUnrecorded = 4 * 4;

    // The promise is one second; a machine that does much else at the same time is allowed for.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly int Kills = Effort.Of(4, 40);

    private readonly List<Feeder> _all = [];
    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server);
        _site.Server.Faults.SetLatency(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task When_the_process_that_delivers_is_killed_another_does_so_within_a_second_and_nothing_is_lost()
    {
        var random = new Random(Effort.Seed);
        var times = new List<TimeSpan>();
        var living = new List<Feeder>();
        for (var kill = 0; kill < Kills; kill++)
        {
            while (living.Count < Processes)
                living.Add(await StartAsync());
            await Task.Delay(random.Next(150), TestContext.Current.CancellationToken);
            var holder = living.Single(feeder => feeder.Name == LastCaller());
            living.Remove(holder);
            times.Add(await KillAsync(holder));
        }

        foreach (var feeder in living)
            (await feeder.EndAsync()).Exited(0);
        // What a killed process had not stored yet comes from PowerMTA's companion file.
        var readers = _all.SelectMany(feeder => feeder.Readers).ToList();
        (await _site.ReplayAsync(Accounting.Header + string.Concat(readers.Select(reader => Accounting.Bounce(reader))))).Exited(0);

        Assert.All(readers, reader => Assert.Equal("u", _audience.InInterspire(reader)));
        var repeated = _site.Server.Log.Of(Change).Count - readers.Count;
        Assert.InRange(repeated, 0, Kills * MostUnrecorded);
        using (var state = StateCopy.Of(_site.Directory))
            state.AssertComplete(readers.Count, providers: 2);
        times.Sort();
        Effort.Report($"{Kills} kills of the process that delivers, {Processes} processes, {readers.Count} events: the next call came after {times[times.Count / 2].TotalMilliseconds:0} ms (median), {times[^1].TotalMilliseconds:0} ms at most.");
        Effort.Report($"Unsubscribe calls: {readers.Count} were needed, {repeated} were repeated (seed {Effort.Seed}).");
        Assert.True(times[^1] < Limit, $"{times[^1]}");
    }

    public ValueTask DisposeAsync()
    {
        _all.ForEach(feeder => feeder.Dispose());
        return _site.DisposeAsync();
    }

    // It takes part when its first record has been accepted.
    private async Task<Feeder> StartAsync()
    {
        var feeder = Feeder.Start(_site, _audience, $"feeder{_all.Count}");
        _all.Add(feeder);
        await _site.LogsAsync($" to={feeder.Name}-0@");
        await Eventually.TrueAsync(() => LastCaller().Length > 0, "somebody delivers");
        return feeder;
    }

    private string LastCaller() => _site.Work is [.., var last] ? last.Key ?? "" : "";

    // From the kill to the next call of somebody else, as it arrives.
    private async Task<TimeSpan> KillAsync(Feeder victim)
    {
        var arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _site.Server.Log.Completed = request =>
        {
            if (request.Key != victim.Name && request.Operation is not ("xmlapitest" or "GetLists"))
                arrived.TrySetResult(Stopwatch.GetTimestamp());
        };
        var killed = await victim.KillAsync();
        var next = await arrived.Task.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        _site.Server.Log.Completed = null;
        return Stopwatch.GetElapsedTime(killed, next);
    }
}
