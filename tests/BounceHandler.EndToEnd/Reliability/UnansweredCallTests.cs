using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// kill -9 after a campaign tool has changed a list and before that could be recorded: the next process asks again, and the change is neither made nor
/// noted twice.
/// </summary>
[Trait("Proof", "crash")]
public sealed class UnansweredCallTests : IAsyncLifetime
{
    private const string User = "user0@gone.example";

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server);
        _audience = new Audience(_site.Server, mailWizzLists: 3).Add(User);
    }

    /// <param name="operation">The call whose answer never comes.</param>
    /// <param name="history">What the operator then reads about it.</param>
    [Theory]
    [InlineData("create-bounce", "holds a bounce of this subscriber already")]
    [InlineData("unsubscribe", "mailwizz: done")]
    [InlineData("UnsubscribeSubscriber", "nothing is left to change on its lists")]
    public async Task A_change_that_was_made_and_never_answered_is_made_once_and_noted_once_at_most(string operation, string history)
    {
        _site.Server.Faults.Add(new Fault(FaultKind.Hang) { Operation = operation, ApplyFirst = true, Count = 1 });
        var input = Accounting.Header + Accounting.Bounce(User, Audience.JobId);
        var process = _site.Start();
        await process.WriteAsync(input);
        await Eventually.TrueAsync(() => _site.Server.Log.Of(operation).Count == 1 && _site.Server.Faults.Active.Count == 0, "the change is made");
        await process.KillAsync();

        (await _site.ReplayAsync(input)).Exited(0).Counted(total: 1, processed: 0);

        Assert.Equal("blacklisted unsubscribed unsubscribed", _audience.InMailWizz(User));
        Assert.Equal("u", _audience.InInterspire(User));
        Assert.Single(_audience.Bounces);
        // Once unanswered, and once more; two lists are left by "unsubscribe", the first of them without an answer.
        // Interspire is looked at before it is asked again.
        Assert.Equal(operation == "UnsubscribeSubscriber" ? 1 : 2, _site.Server.Log.Of(operation).Count);
        (await _site.RunAsync("history", User)).Exited(0).Says(history).Says("Suppressed since ");
        using var state = StateCopy.Of(_site.Directory);
        state.AssertComplete(events: 1, providers: 3);
    }

    [Fact]
    public async Task While_nothing_can_be_recorded_calls_do_not_run_ahead_of_it_and_a_kill_repeats_few()
    {
        const int Records = 300;
        const int MostUnrecorded = 4 * 4;
        const string Change = "UnsubscribeSubscriber";
        _site.Configuration.Remove("mailwizz");
        _audience.Add(Accounting.Users(Records));
        var file = _site.Directory.Write("bounce.csv", Accounting.Header + Accounting.Bounces(Records));
        (await _site.RunAsync("suppressions", "list")).Exited(0);
        using (var disk = new WriteLock(_site.Directory))
        {
            var left = 10;
            _site.Server.Log.Completed = request =>
            {
                if (request.Operation == Change && Interlocked.Decrement(ref left) == 0)
                    disk.Take();
            };
            var process = _site.Start("replay", file);
            await Eventually.TrueAsync(() => disk.IsTaken, "the calls have begun");
            await QuietAsync();
            await process.KillAsync();
        }

        (await _site.RunAsync("replay", file)).Exited(0).Counted(Records, processed: 0);

        Assert.All(Accounting.Users(Records), user => Assert.Equal("u", _audience.InInterspire(user)));
        // Whoever goes on looks before it calls: what ran ahead is looked up again, and not changed again.
        Assert.Equal(Records, _site.Server.Log.Of(Change).Count);
        var repeated = _site.Server.Log.Of("GetAllListsForEmailAddress").Count - Records;
        Assert.InRange(repeated, 1, MostUnrecorded);
        Effort.Report($"While no outcome could be recorded {repeated} of {Records} calls ran ahead; a kill repeated them.");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task QuietAsync()
    {
        var calls = -1;
        while (calls != _site.Server.Log.Total)
        {
            calls = (int)_site.Server.Log.Total;
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }
    }
}
