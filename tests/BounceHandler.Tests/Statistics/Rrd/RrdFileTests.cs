using BounceHandler.Statistics;
using BounceHandler.Statistics.Rrd;

namespace BounceHandler.Tests.Statistics.Rrd;

public sealed class RrdFileTests : IDisposable
{
    // Not at the beginning of a step, and not in its first half.
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds((1_780_000_000 / 86_400 * 86_400) + 9 * 3600 + 277);

    private readonly RrdScene _scene = new();

    private static Dictionary<string, long> Counts(long bounces, long complaints = 0, long mailwizz = 0) => new()
    {
        [GraphSource.Bounces] = bounces,
        [GraphSource.Complaints] = complaints,
        [GraphSource.Provider("mailwizz")] = mailwizz,
    };

    [Fact]
    public async Task What_was_counted_is_what_is_fetched()
    {
        var file = _scene.Open("mailwizz", "interspire");
        for (var minute = 0; minute < 60; minute++)
            await WriteAsync(file, Counts(bounces: 7, complaints: 1, mailwizz: 3), Start.AddMinutes(minute));
        await WriteAsync(file, Counts(0), Start.AddMinutes(66));

        Assert.Equal(["fbl_reports", "bounces", "bounce_interspire", "bounce_mailwizz"], (await _scene.DescribeAsync()).Sources);
        Assert.Equal(420, await TotalAsync("bounces", 70));
        Assert.Equal(60, await TotalAsync("fbl_reports", 70));
        Assert.Equal(180, await TotalAsync("bounce_mailwizz", 70));
        Assert.Equal(0, await TotalAsync("bounce_interspire", 70));
    }

    [Fact]
    public async Task Updates_within_one_step_add_up()
    {
        var file = _scene.Open();
        var began = DateTimeOffset.FromUnixTimeSeconds(Start.ToUnixTimeSeconds() / 300 * 300);
        foreach (var second in new[] { 1, 2, 3, 100, 299 })
            await WriteAsync(file, Counts(10), began.AddSeconds(second));
        await WriteAsync(file, Counts(0), began.AddSeconds(600));

        Assert.Equal(50, await _scene.TotalAsync("bounces", began, began.AddSeconds(299)));
    }

    // A source forgets what it is told after a silence longer than its heartbeat: here everything comes after one.
    [Theory]
    [InlineData(700, 30)]
    [InlineData(3600, 30)]
    [InlineData(86_400, 5)]
    public async Task Runs_of_a_second_with_long_silence_between_them_lose_nothing(int seconds, long within)
    {
        for (var run = 0; run < 6; run++)
            await WriteAsync(_scene.Open(), Counts(5), Start.AddSeconds(run * seconds));
        var end = Start.AddSeconds((5 * seconds) + 700);
        await WriteAsync(_scene.Open(), Counts(0), end);

        Assert.Equal(within, await _scene.TotalAsync("bounces", end.AddSeconds(-86_000), end));
    }

    [Fact]
    public async Task A_run_an_hour_is_enough_for_the_archives_of_hours_and_days()
    {
        var day = DateTimeOffset.FromUnixTimeSeconds(Start.ToUnixTimeSeconds() / 86_400 * 86_400).AddDays(1);
        await WriteAsync(_scene.Open(), Counts(0), day.AddSeconds(-1));
        for (var hour = 0; hour < 24; hour++)
            await WriteAsync(_scene.Open(), Counts(5), day.AddHours(hour).AddSeconds(500));
        await WriteAsync(_scene.Open(), Counts(0), day.AddDays(1).AddSeconds(1));

        Assert.Equal(120, await _scene.TotalAsync("bounces", day, day.AddDays(1).AddSeconds(-1), 3600));
        Assert.Equal(120, await _scene.TotalAsync("bounces", day, day.AddDays(1).AddSeconds(-1), 86_400));
    }

    [Fact]
    public async Task Two_updates_in_one_second_are_too_early_for_the_second()
    {
        var file = _scene.Open();
        await WriteAsync(file, Counts(1), Start);

        Assert.IsType<RrdOutcome.TooEarly>(await file.UpdateAsync(Counts(2), Start, CancellationToken.None));
        Assert.IsType<RrdOutcome.TooEarly>(await _scene.Open().UpdateAsync(Counts(2), Start.AddMilliseconds(300), CancellationToken.None));
        await WriteAsync(file, Counts(2), Start.AddSeconds(1));
        await WriteAsync(file, Counts(0), Start.AddSeconds(301));
        Assert.Equal(3, await TotalAsync("bounces", 10));
    }

    [Fact]
    public async Task An_update_in_the_future_of_the_clock_is_an_error()
    {
        await WriteAsync(_scene.Open(), Counts(1), Start);

        var failed = Assert.IsType<RrdOutcome.Failed>(await _scene.Open().UpdateAsync(Counts(1), Start.AddDays(-2), CancellationToken.None));
        Assert.Contains("future", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_the_PHP_tool_gets_the_sources_that_it_lacks_and_keeps_its_own()
    {
        var start = Start.ToUnixTimeSeconds() / 300 * 300;
        await _scene.RunAsync(
            "create", _scene.Path, "--start", $"{start - 600}", "--step", "300", "DS:bounce_interspire:ABSOLUTE:600:0:U", "DS:bounce_mailwizz:ABSOLUTE:600:0:U",
            "DS:other:ABSOLUTE:600:0:U", "RRA:AVERAGE:0.5:1:600");
        await _scene.RunAsync("update", _scene.Path, $"{start}:4:8:2");
        var file = _scene.Open("mailwizz", "suppressions");
        Assert.Equal("", (await WriteAsync(file, Counts(6, mailwizz: 9), Start)).Left);
        await WriteAsync(file, Counts(0), Start.AddSeconds(300));

        Assert.Equal(
            ["bounce_interspire", "bounce_mailwizz", "bounce_suppressions", "bounces", "fbl_reports", "other"], (await _scene.DescribeAsync()).Sources.Order());
        Assert.Equal(8, await _scene.TotalAsync("bounce_mailwizz", Start.AddMinutes(-20), DateTimeOffset.FromUnixTimeSeconds(start - 1)));
        Assert.Equal(9, await _scene.TotalAsync("bounce_mailwizz", DateTimeOffset.FromUnixTimeSeconds(start), Start.AddSeconds(-1)));
        Assert.Equal(6, await _scene.TotalAsync("bounces", DateTimeOffset.FromUnixTimeSeconds(start), Start.AddSeconds(-1)));
    }

    [Fact]
    public async Task Sources_that_cannot_be_added_are_left_out_and_named_once()
    {
        var start = Start.ToUnixTimeSeconds() / 300 * 300;
        await _scene.RunAsync("create", _scene.Path, "--start", $"{start}", "DS:bounce_mailwizz:ABSOLUTE:600:0:U", "RRA:AVERAGE:0.5:1:600");
        // As an old version does.
        var program = Path.Combine(_scene.Root, "rrdtool");
        var real = RrdTool.Find(Environment.GetEnvironmentVariable("PATH"))!;
        RrdScene.Script(program, $"[ \"$1\" = tune ] && {{ echo \"ERROR: unknown option\" >&2; exit 1; }}\nexec {real.Program} \"$@\"");
        var file = new RrdFile(_scene.Path, ["mailwizz"], () => RrdTool.FindIn([_scene.Root]));

        Assert.Equal("fbl_reports, bounces: unknown option", (await WriteAsync(file, Counts(5, mailwizz: 2), Start)).Left);
        Assert.Equal("", (await WriteAsync(file, Counts(5, mailwizz: 2), Start.AddSeconds(1))).Left);
        await WriteAsync(file, Counts(0), Start.AddSeconds(400));
        Assert.Equal(["bounce_mailwizz"], (await _scene.DescribeAsync()).Sources);
        Assert.Equal(4, await TotalAsync("bounce_mailwizz", 10));
    }

    [Fact]
    public async Task A_file_that_is_none_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(_scene.Path, "precious", TestContext.Current.CancellationToken);

        Assert.IsType<RrdOutcome.Failed>(await _scene.Open().UpdateAsync(Counts(1), Start, CancellationToken.None));
        Assert.Equal("precious", await File.ReadAllTextAsync(_scene.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_was_removed_is_made_again()
    {
        var file = _scene.Open();
        await WriteAsync(file, Counts(1), Start);
        File.Delete(_scene.Path);
        await WriteAsync(file, Counts(2), Start.AddMinutes(1));
        await WriteAsync(file, Counts(0), Start.AddMinutes(6));

        Assert.Equal(2, await TotalAsync("bounces", 10));
    }

    [Fact]
    public async Task Whatever_providers_are_called_each_has_its_source()
    {
        string[] providers = ["a-b", "a_b", "Ünïcode", "x:y", "-rf", "a b;c", "mailwizz-production-one", "mailwizz-production-two", "$(id)"];
        var file = _scene.Open(providers);
        var counts = providers.Select((name, i) => (name, i)).ToDictionary(p => GraphSource.Provider(p.name), p => p.i + 1L);
        await WriteAsync(file, counts, Start);
        await WriteAsync(file, Counts(0), Start.AddSeconds(301));

        var names = RrdNames.Of(providers);
        foreach (var (name, i) in providers.Select((name, i) => (name, i)))
            Assert.Equal(i + 1, await TotalAsync(names[GraphSource.Provider(name)], 10));
    }

    private static async Task<RrdOutcome.Written> WriteAsync(RrdFile file, Dictionary<string, long> counts, DateTimeOffset at)
    {
        var outcome = await file.UpdateAsync(counts, at, CancellationToken.None);
        return Assert.IsType<RrdOutcome.Written>(outcome is RrdOutcome.Failed(var error) ? throw new InvalidOperationException(error) : outcome);
    }

    private Task<long> TotalAsync(string source, int minutes) => _scene.TotalAsync(source, Start.AddMinutes(-10), Start.AddMinutes(minutes));

    public void Dispose() => _scene.Dispose();
}
