namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A process may be killed at any moment: what was accepted is delivered by whoever comes next.</summary>
[Trait("Proof", "crash")]
public sealed class CrashTests : IAsyncLifetime
{
    private const int Records = 150;

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server);
        _audience = new Audience(_site.Server).Add(Accounting.Users(Records));
    }

    [Fact]
    public async Task A_replay_that_was_killed_in_the_middle_is_completed_by_the_next()
    {
        _site.Server.Faults.SetLatency(TimeSpan.FromMilliseconds(20));
        var file = _site.Directory.Write("bounce.csv", Accounting.Header + Accounting.Bounces(Records, jobId: Audience.JobId));
        var first = _site.Start("replay", file);
        await Eventually.TrueAsync(() => _audience.Bounces.Count >= 20, "20 bounces are recorded");
        await first.KillAsync();
        Assert.Contains(Accounting.Users(Records), user => !_audience.HasLeftMailWizz(user));

        _site.Server.Faults.SetLatency(TimeSpan.Zero);
        var run = await _site.RunAsync("replay", file);

        run.Exited(0).Says($"Total records={Records}, ");
        AssertAllHaveLeft();
        Assert.Equal(Records, (await _site.SuppressedAsync()).Count);
    }

    [Fact]
    public async Task Records_accepted_while_nobody_answers_survive_a_kill()
    {
        _site.Server.Options.MailWizz.Offline = true;
        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounces(Records, jobId: Audience.JobId));
        await Eventually.TrueAsync(
            () => _site.Log.Count(line => line.Contains("] Bounce: ", StringComparison.Ordinal)) == Records, "all records are accepted");
        await reader.KillAsync();

        _site.Server.Options.MailWizz.Offline = false;
        (await _site.RunAsync("drain")).Exited(0);

        AssertAllHaveLeft();
    }

    [Fact]
    public async Task A_killed_reader_counts_against_nobody_and_its_outcomes_are_still_reported()
    {
        _site.Server.Options.MailWizz.Offline = true;
        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounce("user0@gone.example"));
        await _site.LogsAsync("] Bounce: ");
        await reader.KillAsync();
        _site.Server.Options.MailWizz.Offline = false;

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("user1@gone.example"))).Exited(0).Counted(total: 1, processed: 1);

        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
        _site.HasLogged("mailwizz: user0@gone.example list=");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private void AssertAllHaveLeft()
    {
        Assert.All(Accounting.Users(Records), user => Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz(user)));
        Assert.All(Accounting.Users(Records), user => Assert.Equal("u", _audience.InInterspire(user)));
        Assert.Equal(Records, _audience.Bounces.Count);
    }
}
