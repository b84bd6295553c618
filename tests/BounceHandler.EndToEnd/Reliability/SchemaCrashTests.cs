using System.Diagnostics;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>kill -9 while the state is being made, by one process or two at once: the next start finds one that it can use.</summary>
[Trait("Proof", "crash")]
public sealed class SchemaCrashTests
{
    private static readonly int Rounds = Effort.Of(15, 200);

    private readonly Random _random = new(Effort.Seed);
    private readonly List<string> _left = [];

    [Fact]
    public async Task A_process_killed_while_it_makes_its_state_leaves_one_that_the_next_can_use()
    {
        // The first start reads the program from disk.
        await MeasureAsync();
        var (toFile, toState) = await MeasureAsync();
        for (var round = 0; round < Rounds; round++)
            await RoundAsync(toFile, toState);

        var left = _left.CountBy(what => what).OrderBy(what => what.Key).Select(what => $"{what.Value} {what.Key}");
        Effort.Report($"Making the state: {toFile.TotalMilliseconds:0.0} ms to the file, {toState.TotalMilliseconds:0.0} ms to its use. {Rounds} new states, left by kills: {string.Join(", ", left)} (seed {Effort.Seed}).");
    }

    private async Task RoundAsync(TimeSpan toFile, TimeSpan toState)
    {
        await using var site = await Site.OpenAsync();
        for (var kills = _random.Next(1, 4); kills > 0; kills--)
        {
            var processes = Enumerable.Range(0, _random.Next(1, 3)).Select(_ => site.Start()).ToList();
            await UntilAsync(site, toFile, toState);
            processes.ForEach(process => process.Kill());
            foreach (var process in processes)
                Assert.Empty((await process.EndAsync()).Error);
            _left.Add(WhatIsLeft(site));
        }

        (await site.ProcessAsync(Accounting.Header + Accounting.Bounces(2))).Exited(0).Counted(total: 2, processed: 2);

        Assert.Equal(Accounting.Users(2), await site.SuppressedAsync());
        Assert.DoesNotContain(site.Log, line => line.Contains("ERROR", StringComparison.Ordinal));
        using var state = StateCopy.Of(site.Directory);
        state.AssertComplete(events: 2, providers: 1);
    }

    // Any moment of the start, or one in the middle: once the file is there, the statements are not many milliseconds.
    private async Task UntilAsync(Site site, TimeSpan toFile, TimeSpan toState)
    {
        if (_random.Next(2) == 0)
        {
            await Task.Delay(toState * _random.NextDouble(), TestContext.Current.CancellationToken);
            return;
        }

        await FileAppearsAsync(site);
        var begin = Stopwatch.GetTimestamp();
        var wait = (toState - toFile) * _random.NextDouble();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(begin) > wait);
    }

    private static string WhatIsLeft(Site site)
    {
        if (!StateCopy.IsThere(site.Directory))
            return "without a file";
        using var state = StateCopy.Of(site.Directory);
        state.AssertSound();
        return state.Version > 0 ? "with all tables" : state.Number("SELECT count(*) FROM sqlite_schema") == 0 ? "without tables" : "with some tables";
    }

    private static async Task<(TimeSpan ToFile, TimeSpan ToState)> MeasureAsync()
    {
        await using var site = await Site.OpenAsync();
        var begin = Stopwatch.GetTimestamp();
        var process = site.Start();
        await FileAppearsAsync(site);
        var toFile = Stopwatch.GetElapsedTime(begin);
        await Task.Run(() => SpinWait.SpinUntil(() => site.Log.Count > 0, Eventually.Limit), TestContext.Current.CancellationToken);
        var toState = Stopwatch.GetElapsedTime(begin);
        process.CloseInput();
        (await process.EndAsync()).Exited(0);
        return (toFile, toState);
    }

    private static async Task FileAppearsAsync(Site site) => Assert.True(
        await Task.Run(() => SpinWait.SpinUntil(() => StateCopy.IsThere(site.Directory), Eventually.Limit), TestContext.Current.CancellationToken));
}
