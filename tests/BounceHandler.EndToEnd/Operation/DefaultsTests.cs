namespace BounceHandler.EndToEnd.Operation;

/// <summary>On a fresh machine, without any configuration, the program does its whole job with the local suppression list.</summary>
public sealed class DefaultsTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Directory.Exists("/etc/bouncehandler"), "This machine has a configuration.");
        _site = await Site.OpenAsync();
    }

    [Fact]
    public async Task Without_a_configuration_the_suppression_list_does_the_whole_job_and_the_log_says_so_twice()
    {
        var run = await RunAsync(Accounting.Header + Accounting.Bounces(2));

        run.Exited(0).Counted(total: 2, processed: 2).Says("suppressions: lists changed=2, nothing to do=0, failed=0, queued=0, held=0\n");
        (await RunAsync("", "suppressions", "list")).Exited(0).Says("user0@gone.example  hard bounce").Says("user1@gone.example  hard bounce");
        Assert.True(File.Exists(Path.Combine(_site.Directory.In("xdg"), "bouncehandler", "bouncehandler.db"))
            || Directory.EnumerateFiles(Path.Combine(_site.Directory.In("xdg"), "bouncehandler")).Any());
    }

    [Fact]
    public async Task The_first_and_the_last_line_of_the_log_say_that_there_is_no_configuration()
    {
        const string Said = "No configuration file: no campaign tool is configured, the local suppression list is the only provider";

        var run = await RunAsync(Accounting.Header + Accounting.Bounces(1), "--debug");

        var lines = run.Exited(0).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(Said, lines[0], StringComparison.Ordinal);
        Assert.EndsWith(Said, lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains($"State directory: {_site.Directory.In("xdg")}/bouncehandler (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_goes_to_the_working_directory_where_its_own_cannot_be_written()
    {
        (await RunAsync(Accounting.Header + Accounting.Bounces(1))).Exited(0);

        var log = await File.ReadAllTextAsync(Path.Combine(_site.Directory.Work, "pmta-bounce-handler.log"), TestContext.Current.CancellationToken);
        Assert.Contains("/var/log/pmta/pmta-bounce-handler.log cannot be used", log, StringComparison.Ordinal);
        Assert.Contains("to=user0@gone.example", log, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    private Task<FinishedRun> RunAsync(string input, params string[] arguments) =>
        _site.RunBareAsync(input, Unprivileged.BounceHandlerOnFreshMachine(_site.Directory, arguments));
}
