using System.Globalization;
using System.Text.RegularExpressions;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>What a pipe loses the hourly timer brings from PowerMTA's companion files, whatever happens meanwhile, and without reading anything twice.</summary>
[Trait("Proof", "continue")]
public sealed partial class ContinueTests : IAsyncLifetime
{
    private const int SigStop = 19;

    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task What_is_lost_in_a_pipe_whose_reader_is_killed_is_carried_out_by_the_timer_once()
    {
        var (kills, chunk) = (Effort.Of(2, 20), Effort.Of(60, 200));
        // While the reader is dead PowerMTA writes the file only.
        var users = Accounting.Users(3 * kills * chunk);
        var audience = new Audience(_site.Server, mailWizzLists: 1).Add(users);
        _site.Configuration.MailWizz(_site.Server);
        var companion = new CompanionFile(_site.Directory);
        var (lost, brought) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            var reader = _site.Start();
            await reader.WriteAsync(Accounting.Header);
            var mine = users.Skip(3 * kill * chunk).Take(3 * chunk).Chunk(chunk).ToList();
            foreach (var user in mine[0])
                await BothAsync(reader, user);
            brought += chunk;
            await Eventually.TrueAsync(() => audience.Bounces.Count == brought && IsDelivered(), "what the pipe brought is delivered");
            companion.Move();

            // In the pipe, and nobody will ever read it.
            reader.Signal(SigStop);
            await Eventually.TrueAsync(() => IsStopped(reader.Id), "every thread stands still");
            foreach (var user in mine[1])
                await BothAsync(reader, user);
            await reader.KillAsync();
            foreach (var user in mine[2])
                companion.Append(Accounting.Bounce(user, Audience.JobId));
            lost += 2 * chunk;
        }

        Assert.Equal(lost, users.Count(user => !audience.HasLeftMailWizz(user)));
        (await TimerAsync(companion)).Exited(0).Says($"processed={lost},");
        Assert.All(users, user => Assert.True(audience.HasLeftMailWizz(user), user));
        Assert.Equal(users.Length, audience.Bounces.Count);
        Assert.Equal(users.Length, _site.Server.Log.Of("create-bounce").Count);
        var read = LastContinued();

        _site.Server.Log.Clear();
        (await TimerAsync(companion)).Exited(0).Says("Total records=0,");
        var again = LastContinued();
        Assert.Equal((read.Files, read.Files, 0L), (again.Files, again.Unchanged, again.Bytes));
        Assert.Empty(_site.Work);
        (await _site.RunAsync("queue", "list")).Says("The queue is empty.");
        Effort.Report($"killed={kills} times, lost in the pipe or while it was down={lost} of {users.Length}, all removed by the timer, calls made twice=0, bytes read by the timer={read.Bytes}, by the next one={again.Bytes}");

        async Task BothAsync(BounceHandlerProcess reader, string user)
        {
            companion.Append(Accounting.Bounce(user, Audience.JobId));
            await reader.WriteAsync(Accounting.Bounce(user, Audience.JobId));
        }
    }

    [Fact]
    public async Task The_timer_may_run_at_any_moment_while_PowerMTA_writes_and_moves()
    {
        var records = Effort.Of(1_500, 30_000);
        var random = new Random(Effort.Seed);
        var companion = new CompanionFile(_site.Directory);
        var users = Accounting.Users(records);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < users.Length; i++)
            {
                // PowerMTA's buffer ends where it ends: in the middle of rows.
                var row = Accounting.Bounce(users[i], diagnostic: i % 3 == 0 ? "\"smtp;550 5.1.1\nunknown, really\"" : "smtp;550 5.1.1 unknown");
                var cut = random.Next(row.Length);
                companion.Append(row[..cut]);
                if (i % 10 == 0)
                    await Task.Delay(random.Next(60));
                companion.Append(row[cut..]);
                if (random.Next(100) == 0)
                    companion.Move();
            }
        }, TestContext.Current.CancellationToken);

        var timers = 0;
        for (; !writing.IsCompleted; timers++)
        {
            // Two at a time: nobody promises that the last one has ended.
            var runs = await Task.WhenAll(TimerAsync(companion), TimerAsync(companion));
            Assert.All(runs, run => run.Exited(0));
        }

        await writing;
        (await TimerAsync(companion)).Exited(0);
        Assert.Equal(users.Order(StringComparer.Ordinal), await _site.SuppressedAsync());
        Assert.Equal(records, StateDatabase.Number(_site.Directory, "SELECT count(*) FROM events"));
        Assert.Equal(0, StateDatabase.Number(_site.Directory, "SELECT sum(skipped) FROM runs WHERE skipped>total-processed"));
        _site.HasNotLogged("Broken row");
        Effort.Report($"timer run {2 * timers} times while {records} rows were written and files moved: all rows taken once, none broken");
    }

    [Fact]
    public async Task A_continue_that_is_killed_does_not_start_from_zero_and_skips_nothing()
    {
        var records = Effort.Of(150_000, 600_000);
        _site.Server.Options.MailWizz.Offline = true;
        _site.Configuration.MailWizz(_site.Server).Set("delivery.drainSeconds", "1").Set("providers.suppressions", """{ "type": "suppression-list", "enabled": false }""");
        var companion = new CompanionFile(_site.Directory);
        companion.Append(Accounting.Bounces(records));
        var size = new FileInfo(companion.Written).Length;

        var kills = 0;
        for (; kills < Effort.Of(2, 6); kills++)
        {
            var before = Position();
            var reader = Start(companion);
            await Eventually.TrueAsync(() => Position() > before || reader.HasExited, "a position is remembered");
            if (reader.HasExited)
                break;
            await reader.KillAsync();
            // Never ahead of the spool: as many events as rows in front of it, or more.
            var rows = File.ReadAllBytes(companion.Written).AsSpan(0, (int)Position()).Count((byte)'\n') - 1;
            Assert.InRange(rows, 1, StateDatabase.Number(_site.Directory, "SELECT count(*) FROM events"));
        }

        Assert.True(kills > 0);
        var last = Position();
        var run = await _site.RunBareAsync("", companion.TimerCommand(_site.Directory));
        run.Exited(75);
        Assert.Equal(size - last, LastContinued().Bytes);
        Assert.Equal(records, StateDatabase.Number(_site.Directory, "SELECT count(*) FROM events"));
        Assert.Equal(size, Position());
        Effort.Report($"{kills} kills in a file of {size} bytes: the last run read {size - last} bytes, all {records} rows are stored once");

        long Position() => StateDatabase.Number(_site.Directory, "SELECT at FROM replay_positions");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private BounceHandlerProcess Start(CompanionFile companion)
    {
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
        return _site.StartBare(companion.TimerCommand(_site.Directory));
    }

    private Task<FinishedRun> TimerAsync(CompanionFile companion)
    {
        var process = Start(companion);
        process.CloseInput();
        return process.EndAsync();
    }

    // The state follows the name, which stands in parentheses: proc_pid_stat(5).
    private static bool IsStopped(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .All(task => File.ReadAllText(Path.Combine(task, "stat")) is var stat && stat[stat.LastIndexOf(')') + 2] == 'T');

    private bool IsDelivered() => StateDatabase.Number(_site.Directory, "SELECT count(*) FROM spool") == 0;

    private (int Files, int Unchanged, long Bytes) LastContinued()
    {
        var match = ContinuedLine().Match(_site.Log.Last(line => ContinuedLine().IsMatch(line)));
        int Group(int index) => int.Parse(match.Groups[index].Value, CultureInfo.InvariantCulture);
        return (Group(1), Group(2), Group(3));
    }

    [GeneratedRegex(@"Continued: files=(\d+), unchanged=(\d+), bytes read=(\d+)")]
    private static partial Regex ContinuedLine();
}
