using BounceHandler.Statistics;
using BounceHandler.Statistics.Rrd;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.Statistics.Rrd;

public sealed class RrdToolTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Without_rrdtool_nothing_is_written_and_nothing_is_broken()
    {
        var path = _directory["bounces.rrd"];
        var outcome = await new RrdFile(path, ["mailwizz"], () => RrdTool.FindIn([_directory.Root])).UpdateAsync(
            new Dictionary<string, long> { [GraphSource.Bounces] = 1 }, DateTimeOffset.UnixEpoch.AddYears(50), CancellationToken.None);

        Assert.Contains("not installed", Assert.IsType<RrdOutcome.Failed>(outcome).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_program_in_a_directory_that_is_not_absolute_is_not_run()
    {
        Program("exit 0");
        var working = Path.GetRelativePath(Environment.CurrentDirectory, _directory.Root);

        Assert.Null(RrdTool.FindIn([working, "", ".", _directory["none"]]));
        Assert.NotNull(RrdTool.FindIn([_directory.Root]));
    }

    [Fact]
    public async Task Its_output_is_bounded_and_its_input_is_empty()
    {
        var tool = Program("cat; head -c 3000000 /dev/zero | tr '\\0' x");

        var answer = await tool.RunAsync(["info"], CancellationToken.None);
        Assert.Equal((true, RrdTool.MostOutput), (answer.IsOk, answer.Output.Length));
    }

    [Fact]
    public async Task One_that_hangs_is_ended()
    {
        var tool = Program("sleep 600");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Assert.Equal("rrdtool did not end in time", (await tool.RunAsync(["info"], giveUp.Token)).Error);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        var tool = Program("for a in \"$@\"; do printf '<%s>' \"$a\"; done");

        Assert.Equal("<a b><$(id)><'\"><--x=;y>", (await tool.RunAsync(["a b", "$(id)", "'\"", "--x=;y"], CancellationToken.None)).Output);
    }

    [Fact]
    public async Task One_that_cannot_be_run_is_an_answer()
    {
        var tool = Program("exit 0");
        File.Delete(_directory["rrdtool"]);

        Assert.False((await tool.RunAsync(["info"], CancellationToken.None)).IsOk);
    }

    private RrdTool Program(string script)
    {
        RrdScene.Script(_directory["rrdtool"], script);
        return RrdTool.FindIn([_directory.Root])!;
    }

    public void Dispose() => _directory.Dispose();
}
