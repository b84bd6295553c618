using BounceHandler.Commands;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Statistics.Rrd;
using BounceHandler.Tests.Statistics.Rrd;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Commands;

public sealed class GraphCommandTests : IDisposable
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly RrdScene _scene = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    // A colon ends a part of an argument of rrdtool graph.
    [Theory]
    [InlineData("plain")]
    [InlineData("a b:c\\d%'$(x)")]
    public async Task Three_pictures_are_drawn_beside_the_file(string name)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_scene.Root, name)).FullName;
        var path = Path.Combine(directory, "bounces.rrd");
        var file = new RrdFile(path, ["mailwizz", "grün-1"], () => _scene.Tool);
        foreach (var minutes in new[] { 30, 10, 0 })
            Assert.IsType<RrdOutcome.Written>(await file.UpdateAsync(new Dictionary<string, long> { [GraphSource.Bounces] = 3 }, Now.AddMinutes(-minutes), CancellationToken.None));

        Assert.True(await RunAsync(path) == ExitCodes.Ok, _error.ToString());
        Assert.Equal(
            ["bounces-day.png", "bounces-week.png", "bounces-year.png", "bounces.rrd"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(directory, "*.png"), picture => Assert.Equal(Png, File.ReadAllBytes(picture)[..4]));
    }

    [Fact]
    public async Task They_are_drawn_where_the_operator_wants_them()
    {
        await new RrdFile(_scene.Path, [], () => _scene.Tool).UpdateAsync(new Dictionary<string, long>(), Now, CancellationToken.None);
        var directory = Directory.CreateDirectory(Path.Combine(_scene.Root, "www")).FullName;

        Assert.Equal(ExitCodes.Ok, await RunAsync(_scene.Path, "--output", directory));
        Assert.Equal(3, Directory.GetFiles(directory).Length);
        Assert.Equal(ExitCodes.Usage, await RunAsync(_scene.Path, "--output", Path.Combine(directory, "missing")));
    }

    [Fact]
    public async Task Without_the_setting_it_says_which_one_is_missing()
    {
        Assert.Equal(ExitCodes.Config, await RunAsync(null));
        Assert.Contains("statistics.rrdFile", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_or_broken_is_an_error()
    {
        Assert.Equal(ExitCodes.IoError, await RunAsync(_scene.Path));
        await File.WriteAllTextAsync(_scene.Path, "junk", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.IoError, await RunAsync(_scene.Path));
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public void Every_legend_keeps_its_colons()
    {
        var arguments = RrdGraph.Arguments("/o.png", "/a:b\\c.rrd", ["bounces", "bounce_x"], [], RrdPeriod.All[0], Now);

        Assert.Contains("DEF:v0r=/a\\:b\\c.rrd:bounces:AVERAGE", arguments);
        Assert.Contains("CDEF:v0=v0r,300,*", arguments);
        Assert.DoesNotContain(arguments.Skip(2), argument => argument.StartsWith('/'));
    }

    private Task<int> RunAsync(string? rrdFile, params string[] arguments)
    {
        var configuration = Path.Combine(_scene.Root, "c.json");
        var value = rrdFile is null ? "null" : $"\"{rrdFile.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";
        File.WriteAllText(configuration, $$"""{ "stateDirectory": "/nonexistent", "statistics": { "rrdFile": {{value}} } }""");
        var console = new CommandConsole(_out, _error);
        var line = new CommandLine([line => GraphCommand.Create(line, console, new FakeTimeProvider(Now))], (_, _) => { });
        return line.RunAsync(["graph", "--config", configuration, .. arguments], console);
    }

    public void Dispose()
    {
        _scene.Dispose();
        _out.Dispose();
        _error.Dispose();
    }
}
