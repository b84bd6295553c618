namespace BounceHandler.EndToEnd.Reliability;

/// <summary>Several processes on one state directory: one delivers at a time, each event once, and nobody's death stops it.</summary>
[Trait("Proof", "processes")]
public sealed class SharedStateTests : IAsyncLifetime
{
    private const int Records = 60;

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        _audience = new Audience(_site.Server).Add(Accounting.Users(Records));
    }

    [Fact]
    public async Task Two_readers_of_the_same_records_deliver_each_event_once()
    {
        var input = Accounting.Header + Accounting.Bounces(Records, jobId: Audience.JobId);
        var one = _site.Start();
        var two = _site.Start();
        foreach (var line in input.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await one.WriteAsync(line + "\n");
            await two.WriteAsync(line + "\n");
        }

        one.CloseInput();
        two.CloseInput();
        var runs = new[] { await one.EndAsync(), await two.EndAsync() };

        Assert.All(runs, run => run.Exited(0).Says($"Total records={Records}, "));
        Assert.All(Accounting.Users(Records), user => Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz(user)));
        Assert.Equal(Records, _site.Server.Log.Of("create-bounce").Count);
        Assert.Equal(Records, _site.Server.Log.Of("unsubscribe").Count);
        Assert.Equal(Records, runs.Sum(Processed));
        Assert.Equal(Records, _site.Log.Count(line => line.Contains("confirmed -> unsubscribed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task When_the_process_that_delivers_is_killed_another_takes_over_all_of_its_work()
    {
        _site.Server.Options.MailWizz.Offline = true;
        var first = _site.Start();
        await first.WriteAsync(Accounting.Header + Accounting.Bounce("user0@gone.example"));
        await _site.LogsAsync("to=user0@gone.example");
        await _site.LogsAsync("Delivering: this process works on the queue now");
        var second = _site.Start();
        await second.WriteAsync(Accounting.Header + Accounting.Bounce("user1@gone.example"));
        await _site.LogsAsync("to=user1@gone.example");
        await first.KillAsync();

        _site.Server.Options.MailWizz.Offline = false;

        await Eventually.TrueAsync(
            () => _audience.HasLeftMailWizz("user0@gone.example") && _audience.HasLeftMailWizz("user1@gone.example"), "both have left MailWizz");
        await second.WriteAsync(Accounting.Bounce("user2@gone.example"));
        await Eventually.TrueAsync(() => _audience.HasLeftMailWizz("user2@gone.example"), "the survivor goes on");
        second.CloseInput();
        (await second.EndAsync()).Exited(0).Counted(total: 2, processed: 2);
    }

    [Fact]
    public async Task The_end_of_the_process_that_delivers_hands_its_work_over_at_once()
    {
        _site.Server.Options.MailWizz.Offline = true;
        _site.Configuration.Set("delivery.drainSeconds", "600");
        var first = _site.Start();
        await first.WriteAsync(Accounting.Header + Accounting.Bounce("user0@gone.example"));
        await _site.LogsAsync("to=user0@gone.example");
        await _site.LogsAsync("Delivering: this process works on the queue now");
        var second = _site.Start();
        await second.WriteAsync(Accounting.Header + Accounting.Bounce("user1@gone.example"));
        await _site.LogsAsync("to=user1@gone.example");

        // Without somebody who waits it would stay for drainSeconds: its row cannot be delivered.
        first.CloseInput();
        (await first.EndAsync()).Exited(0).Says("queued=1");

        _site.Server.Options.MailWizz.Offline = false;
        await Eventually.TrueAsync(() => _audience.HasLeftMailWizz("user0@gone.example"), "the other process delivers it");
        second.CloseInput();
        (await second.EndAsync()).Exited(0);
        Assert.True(_audience.HasLeftMailWizz("user1@gone.example"));
    }

    [Fact]
    public async Task A_drain_leaves_the_work_to_the_process_that_delivers()
    {
        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header);
        await _site.LogsAsync("Delivering: this process works on the queue now");

        (await _site.RunAsync("drain")).Exited(0).Says("Another process delivers already.");

        (await _site.RunAsync("status")).Exited(0).Says("running");
        reader.CloseInput();
        (await reader.EndAsync()).Exited(0);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static int Processed(FinishedRun run)
    {
        const string Mark = "processed=";
        var begin = run.Out.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return int.Parse(run.Out.AsSpan(begin, run.Out.IndexOf(',', begin) - begin), System.Globalization.CultureInfo.InvariantCulture);
    }
}
