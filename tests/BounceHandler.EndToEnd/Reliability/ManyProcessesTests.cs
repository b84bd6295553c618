using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// Bounces, complaints, a replay and many unsubscribe mails at once on one state directory and one log file, while years of old rows are forgotten: each
/// event is delivered once, no line is lost or torn, and nobody meets a lock.
/// </summary>
[Trait("Proof", "processes")]
public sealed partial class ManyProcessesTests : IAsyncLifetime
{
    private const int Requests = 200;
    private const int HandlersAtOnce = 16;
    private const int OldSuppressions = 3000;
    private const string Mail = "From: Reader <reader@isp.example>\r\nSubject: unsubscribe\r\nMessage-Id: <1@isp.example>\r\n\r\n";

    private static readonly int Records = Effort.Of(200, 3000);
    private static readonly int OldEvents = Effort.Of(10_000, 100_000);

    // Half of the replayed file is what the pipe brings as well.
    private readonly string[] _piped = Accounting.Users(Records, "piped.example");
    private readonly string[] _replayed = [.. Accounting.Users(Records / 2, "piped.example"), .. Accounting.Users(Records / 2, "replayed.example")];
    private readonly string[] _complaining = Accounting.Users(Records / 2, "complaining.example");
    private readonly string[] _leaving = Accounting.Users(Requests, "leaving.example");
    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server, """{ "concurrency": 8 }""").Interspire(_site.Server, """{ "concurrency": 8 }""")
            .Set("retention", """{ "seenDays": 1, "ledgerDays": 1, "dropDays": 1 }""");
        _audience = new Audience(_site.Server).Add([.. _piped.Union(_replayed), .. _complaining, .. _leaving]);
        (await _site.RunAsync("suppressions", "list")).Exited(0);
        AgedRows.Add(_site.Directory, OldEvents, OldSuppressions);
    }

    [Fact]
    public async Task Many_processes_share_a_state_and_a_log_while_old_rows_are_forgotten()
    {
        var begin = Stopwatch.GetTimestamp();
        var old = AgedRows.Left(_site.Directory);
        var (bounces, complaints) = (_site.Start(), _site.Start());
        var feeding = Task.WhenAll(
            FeedAsync(bounces, Accounting.Header, _piped.Select(user => Accounting.Bounce(user, Audience.JobId))),
            FeedAsync(complaints, Complaint.Header, _complaining.Select((user, i) => ComplaintOf(user, i / 20))));
        var file = _site.Directory.Write("bounce.csv", Accounting.Header + string.Concat(_replayed.Select(user => Accounting.Bounce(user, Audience.JobId))));
        var replay = _site.RunAsync("replay", file);
        var handlers = await UnsubscribeAllAsync();
        await feeding;
        var forgottenMeanwhile = old - AgedRows.Left(_site.Directory);
        await Eventually.TrueAsync(() => AgedRows.Left(_site.Directory) == 0, "all old rows are forgotten");
        bounces.CloseInput();
        complaints.CloseInput();
        FinishedRun[] pipes = [await bounces.EndAsync(), await complaints.EndAsync()];
        await Drains.EndedAsync(_site.Directory);

        Assert.All([.. pipes, .. handlers], run => Assert.Empty(run.Exited(0).Error));
        AssertReplayed(await replay);
        AssertDeliveredOnce();
        AssertLogIsWhole();
        var suppressed = await _site.SuppressedAsync();
        Assert.Equal(OldSuppressions, suppressed.Count(address => address.StartsWith("kept", StringComparison.Ordinal)));
        Assert.Equal(OldSuppressions + Everybody().Length, suppressed.Count);
        Effort.Report($"Three bouncehandlers with {_piped.Length + _replayed.Length + _complaining.Length} records and {Requests} unsubhandlers, {HandlersAtOnce} at a time, in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s: {_site.Log.Count} whole log lines, {_site.Work.Count} calls, no change asked for twice.");
        Effort.Report($"Old rows forgotten meanwhile: {forgottenMeanwhile} of {old}, all of them by the end; {OldSuppressions} suppressions as old were kept.");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private string[] Everybody() => [.. _piped.Union(_replayed), .. _complaining, .. _leaving];

    // From many sources: too many complaints from one of them would raise an alarm.
    private static string ComplaintOf(string user, int source) => Complaint.Row(user, sourceIp: $"10.1.{source / 200}.{source % 200}", domain: $"isp{source}.example");

    private static async Task FeedAsync(BounceHandlerProcess process, string header, IEnumerable<string> rows)
    {
        await process.WriteAsync(header);
        foreach (var some in rows.Chunk(3))
        {
            await process.WriteAsync(string.Concat(some));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
        }
    }

    private async Task<FinishedRun[]> UnsubscribeAllAsync()
    {
        using var places = new SemaphoreSlim(HandlersAtOnce);
        return await Task.WhenAll(_leaving.Select(async user =>
        {
            await places.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                var (list, uid, _) = _site.Server.MailWizz.RowsOf(user)[0];
                return await _site.RunBareAsync(
                    Mail, Binaries.UnsubHandler, "--config=" + _site.Directory.Configuration, $"--to={uid}.{list.Uid}.{Audience.Campaign}@fbl-unsub.example.com");
            }
            finally
            {
                places.Release();
            }
        }));
    }

    // It may have handed its queue over to a process that waits for it: then it says that rows are queued.
    private static void AssertReplayed(FinishedRun run)
    {
        Assert.Empty(run.Error);
        Assert.True(run.ExitCode == 0 || (run.ExitCode == 75 && Queued().IsMatch(run.Out)), $"{run}");
    }

    private void AssertDeliveredOnce()
    {
        Assert.All(_piped.Union(_replayed), user => Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz(user)));
        Assert.All(_complaining, user => Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz(user)));
        Assert.All(_piped.Union(_replayed).Concat(_complaining), user => Assert.Equal("u", _audience.InInterspire(user)));
        Assert.All(_leaving, user => Assert.Equal("unsubscribed confirmed", _audience.InMailWizz(user)));
        var changes = new SubscriberCalls(_site.Server, Everybody()).All().Where(call => call.IsChange);
        Assert.All(changes.CountBy(call => (call.Operation, call.Subject)), call => Assert.Equal(1, call.Value));
        using var state = StateCopy.Of(_site.Directory);
        state.AssertDelivered();
        Assert.Equal(Everybody().Length, state.Number("SELECT count(*) FROM events WHERE origin IS NULL"));
    }

    // What must stand there once for each, and nothing else than lines.
    private void AssertLogIsWhole()
    {
        var text = File.ReadAllText(_site.Directory.LogFile);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split('\n');
        Assert.All(lines, line => Assert.Matches(Line(), line));
        Assert.DoesNotContain(lines, line => Complaining().IsMatch(line) && !line.Contains("] WARNING: Still queued: ", StringComparison.Ordinal));
        int Count(string part) => lines.Count(line => line.Contains(part, StringComparison.Ordinal));
        Assert.Equal(_piped.Union(_replayed).Count(), Count("] Bounce: "));
        Assert.Equal(_complaining.Length, Count("] Complaint: "));
        Assert.Equal(Requests, Count("] Unsubscribe request kept: "));
        Assert.Equal(Requests, Count("] Unsubscribe: "));
        Assert.Equal(3, Count("] Completed bounce processing! "));
        using var state = StateCopy.Of(_site.Directory);
        var changes = ChangeLines.Of(lines);
        Assert.Equal(state.Number("SELECT count(*) FROM changes"), changes.Distinct(StringComparer.Ordinal).Count());
    }

    [GeneratedRegex(@"^\[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d\] +[!-~][ -~]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    [GeneratedRegex("WARNING|ERROR|locked", RegexOptions.NonBacktracking)]
    private static partial Regex Complaining();

    [GeneratedRegex("queued=[1-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Queued();
}
