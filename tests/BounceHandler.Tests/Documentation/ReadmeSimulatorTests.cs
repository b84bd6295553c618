using System.Diagnostics;
using BounceHandler.Tests.Maildrop;
using CampaignSimulator;

namespace BounceHandler.Tests.Documentation;

/// <summary>The walk through the simulator, with the samples and the configuration that the README names.</summary>
public sealed class ReadmeSimulatorTests : IAsyncDisposable
{
    private static readonly string TryIt = Repository.Section("## Try it");

    private readonly TemporaryDirectory _directory = new();
    private CampaignServer? _server;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_simulator_loses_the_subscribers_that_the_readme_says()
    {
        var configuration = await StartAsync();

        AssertShows(1, Run(configuration, Repository.Program, "config/samples/simulator.csv", "--debug"));
    }

    [Fact]
    public async Task Those_who_complain_and_who_write_an_unsubscribe_mail_leave_as_the_readme_says()
    {
        var configuration = await StartAsync();
        Run(configuration, Repository.Program, "config/samples/simulator.csv", "--debug");

        AssertShows(2, Run(configuration, Repository.Program, "config/samples/complaints.csv", "--debug"));

        // Where it was built no bouncehandler lies beside it, as the README says.
        var command = Assert.Single(Repository.Blocks(TryIt, "sh").SelectMany(block => block), line => line.Contains("src/UnsubHandler", StringComparison.Ordinal));
        var handler = Run(configuration, Built("UnsubHandler", "unsubhandler"), "/dev/null", "--debug", command.Split(' ')[^1]);
        Assert.Contains("Cannot start", handler, StringComparison.Ordinal);
        Assert.Contains("`Cannot start`", TryIt, StringComparison.Ordinal);
        AssertShows(3, Run(configuration, Repository.Program, "/dev/null", "drain", "--debug"));
    }

    [Fact]
    public async Task What_the_bounces_have_changed_is_taken_back_as_the_readme_says()
    {
        var configuration = await StartAsync();
        Run(configuration, Repository.Program, "config/samples/simulator.csv", "--debug");
        var command = Assert.Single(Repository.Blocks(TryIt, "sh").SelectMany(block => block), line => line.Contains(" undo ", StringComparison.Ordinal));

        Run(configuration, Repository.Program, "/dev/null", [.. command.Split(" -- ")[1].Split(' ').TakeWhile(word => word != "--config")]);
        AssertShows(4, Run(configuration, Repository.Program, "/dev/null", "drain", "--debug"));
    }

    // Beside the tests lie both programs; where each is built it lies alone.
    private static string Built(string project, string program)
    {
        var parts = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        return Path.Combine(Repository.Root, "src", project, "bin", parts[^2], parts[^1], program);
    }

    private static string Run(string configuration, string program, string input, params string[] arguments)
    {
        string[] words = ["-c", "input=$1; shift; exec \"$0\" \"$@\" < \"$input\"", program, input, .. arguments[..1], $"--config={configuration}", .. arguments[1..]];
        var (exitCode, _, error) = Repository.Run(new ProcessStartInfo("bash", words) { WorkingDirectory = Repository.Root });
        Assert.True(exitCode == 0, error);
        return error;
    }

    private static void AssertShows(int block, string error) => Assert.Superset(
        Repository.Blocks(TryIt, "text")[block].Select(Repository.WithoutTime).ToHashSet(), error.Split('\n').Select(Repository.WithoutTime).ToHashSet());

    private async Task<string> StartAsync()
    {
        _server = await CampaignServer.StartAsync(new CampaignServerOptions { Port = 0 });
        DemoData.Seed(_server, 2, DemoData.Addresses);
        return _directory.Write("c.json", Repository.Read("config", "samples", "simulator.json")
            .Replace("http://127.0.0.1:8025", _server.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("/tmp/bouncehandler-demo", _directory["demo"], StringComparison.Ordinal));
    }
}
