namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A reader that dies leaves a gap: it is named once, shown until a replay has closed it, and never invented.</summary>
[Trait("Proof", "disk")]
public sealed class GapTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task A_killed_reader_is_named_at_the_next_start_and_shown_until_a_replay_has_closed_the_gap()
    {
        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounces(3));
        await _site.LogsAsync("to=user2@gone.example");
        await reader.KillAsync();
        (await _site.RunAsync("status")).Exited(1).Says("run 1 (process) did not read its input to the end");

        (await _site.ProcessAsync(Accounting.Header)).Exited(0);
        (await _site.ProcessAsync(Accounting.Header)).Exited(0);
        Assert.Single(_site.Log, line => line.Contains("GAP: run=1 (process)", StringComparison.Ordinal) && line.Contains("replay --continue /var/log/pmta/bounce.csv", StringComparison.Ordinal));
        (await _site.RunAsync("status")).Exited(1).Says("replay --continue");

        // Nothing was looked at: nothing is closed.
        (await _site.RunAsync("replay", "--continue", _site.Directory.In("*.csv"))).Exited(0);
        (await _site.RunAsync("status")).Exited(1);
        var file = _site.Directory.Write("bounce.csv", Accounting.Header + Accounting.Bounces(5));
        (await _site.RunAsync("replay", "--continue", file)).Exited(0).Counted(total: 5, processed: 2);

        _site.HasLogged("Gaps closed by this replay: 1");
        (await _site.RunAsync("status")).Exited(0);
    }

    [Fact]
    public async Task A_reader_that_has_read_everything_leaves_no_gap()
    {
        var stopped = _site.Start();
        await stopped.WriteAsync(Accounting.Header + Accounting.Bounces(1));
        await _site.LogsAsync("to=user0@gone.example");
        stopped.Signal(Posix.SigTerm);
        (await stopped.EndAsync()).Exited(0);

        // Killed while it delivers.
        _site.Server.Options.MailWizz.Offline = true;
        _site.Configuration.MailWizz(_site.Server);
        var delivering = _site.Start();
        await delivering.WriteAsync(Accounting.Header + Accounting.Bounces(2));
        delivering.CloseInput();
        await Eventually.TrueAsync(() => StateDatabase.Number(_site.Directory, "SELECT count(*) FROM runs WHERE gap=2") == 2, "everything is read");
        await delivering.KillAsync();
        _site.Server.Options.MailWizz.Offline = false;

        (await _site.ProcessAsync(Accounting.Header)).Exited(0);
        _site.HasNotLogged("GAP: ");
        Assert.DoesNotContain("gap  ", (await _site.RunAsync("status")).Out, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
