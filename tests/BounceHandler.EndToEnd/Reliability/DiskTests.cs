using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A full disk costs no record: what was accepted is delivered, what was not is named to the byte, and no file is left half written.</summary>
[Trait("Proof", "disk")]
public sealed partial class DiskTests : IAsyncLifetime
{
    private const int Megabytes = 40;
    private const int Records = 4_000;

    // What the program waits for space, and what a busy machine may add to it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private Site _site = null!;
    private SmallDisk _disk = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _disk = await SmallDisk.MountAsync(_site.Directory.State, Megabytes);
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
    }

    [Fact]
    public async Task A_disk_that_stays_full_ends_the_reading_after_45_seconds_at_a_byte_that_is_named()
    {
        _site.Configuration.MailWizz(_site.Server);
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
        var users = Accounting.Users(Records + 1);
        var audience = new Audience(_site.Server, mailWizzLists: 1).Add(users);
        var companion = new CompanionFile(_site.Directory);
        companion.Append(Accounting.Bounce(users[0], Audience.JobId));
        var reader = Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounce(users[0], Audience.JobId));
        await Eventually.TrueAsync(() => audience.HasLeftMailWizz(users[0]), "the first one has left");

        // Calls are under way when it happens: their outcomes cannot be written either.
        _site.Server.Faults.SetLatency(TimeSpan.FromMilliseconds(300));
        var rows = string.Concat(users.Skip(1).Select(user => Accounting.Bounce(user, Audience.JobId)));
        companion.Append(rows);
        await reader.WriteAsync(rows[..20_000]);
        _disk.Fill();
        var began = Stopwatch.GetTimestamp();
        await reader.WriteAsync(rows[20_000..]);
        var run = (await reader.EndAsync()).Exited(74).Complains("No space is left");
        var waited = Stopwatch.GetElapsedTime(began);
        Assert.InRange(waited, Patience - TimeSpan.FromSeconds(1), Patience + Slack);

        _site.Server.Faults.SetLatency(TimeSpan.Zero);
        _disk.Empty();
        var offset = int.Parse(AcceptedBytes().Match(run.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        var accepted = Encoding.UTF8.GetString(File.ReadAllBytes(companion.Written).AsSpan(0, offset)).Count(c => c == '\n') - 1;
        (await RunAsync("drain")).Exited(0);
        Assert.All(users[..accepted], user => Assert.True(audience.HasLeftMailWizz(user), user));
        Assert.All(users[accepted..], user => Assert.False(audience.HasLeftMailWizz(user), user));
        _site.HasLogged("GAP: run=1 (process) did not read its input to the end");
        (await RunAsync("status")).Exited(1).Says("gap                     run 1 (process) did not read its input to the end").Says("replay --continue /var/log/pmta/bounce.csv");

        (await RunAsync("replay", "--continue", companion.Written)).Exited(0);
        Assert.All(users, user => Assert.True(audience.HasLeftMailWizz(user), user));
        Assert.Equal(users.Length, audience.Bounces.Count);
        Assert.DoesNotContain("gap  ", (await RunAsync("status")).Out, StringComparison.Ordinal);
        Assert.Single(_site.Log, line => line.Contains("GAP: ", StringComparison.Ordinal));
        Effort.Report($"full disk: exit 74 after {waited.TotalSeconds:F1} s, {accepted} of {users.Length} records accepted up to byte {offset}; all delivered after a drain and a replay, {audience.Bounces.Count} bounces");
    }

    [Fact]
    public async Task When_space_comes_back_in_time_the_run_goes_on_and_nothing_is_missing()
    {
        var users = Accounting.Users(Records);
        var reader = Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounce(users[0]));
        await _site.LogsAsync("suppressions: " + users[0]);
        _disk.Fill();
        await reader.WriteAsync(string.Concat(users.Skip(1).Select(user => Accounting.Bounce(user))));
        reader.CloseInput();
        // Longer than between two of its attempts; it must not have given up.
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.False(reader.HasExited);
        _disk.Empty();

        (await reader.EndAsync()).Exited(0).Counted(Records, processed: Records);
        Assert.Equal(users.Order(StringComparer.Ordinal), Suppressed(await RunAsync("suppressions", "export")));
    }

    [Fact]
    public async Task An_unsubscribe_mail_that_cannot_be_kept_stays_with_PowerMTA_and_leaves_nothing_behind()
    {
        var mail = "Subject: unsubscribe\n\n" + new string('x', 20_000) + "\n";
        (await UnsubscribeAsync(mail, "one@x.example")).Exited(0);
        await Eventually.TrueAsync(() => Files("new").Length == 0 && Drains.Of(_site.Directory).Count == 0, "the first mail is taken");
        _disk.Fill();

        (await UnsubscribeAsync(mail, "two@x.example")).Exited(75);
        Assert.Empty(Files("tmp"));
        Assert.Empty(Files("new"));
        (await RunAsync("status")).Exited(2).Complains("No space is left");
        _disk.Empty();
        (await UnsubscribeAsync(mail, "two@x.example")).Exited(0);
        await Eventually.TrueAsync(() => Files("new").Length == 0 && Drains.Of(_site.Directory).Count == 0, "the second mail is taken");
    }

    [Fact]
    public async Task Little_space_raises_an_alarm_once_and_asks_for_attention()
    {
        (await ProcessAsync(Accounting.Header + Accounting.Bounces(1))).Exited(0);
        (await ProcessAsync(Accounting.Header)).Exited(0);

        Assert.Single(_site.Log, line => line.Contains("ALARM: only ", StringComparison.Ordinal));
        (await RunAsync("status")).Exited(1).Says("free space              ").Says(" MB   <- attention");
    }

    [Fact]
    public async Task A_state_directory_on_a_read_only_file_system_is_78_and_75()
    {
        (await ProcessAsync(Accounting.Header + Accounting.Bounces(1))).Exited(0);
        await _disk.RemountAsync("ro");

        (await ProcessAsync(Accounting.Header)).Exited(78).Complains(_site.Directory.State);
        (await RunAsync("status")).Exited(2);
        (await UnsubscribeAsync("Subject: unsubscribe\n\n", "one@x.example")).Exited(75);
    }

    public async ValueTask DisposeAsync()
    {
        await _disk.DisposeAsync();
        await _site.DisposeAsync();
    }

    private string[] Files(string name)
    {
        var path = Path.Combine(_disk.Path, "maildrop", name);
        return Directory.Exists(path) ? Directory.GetFiles(path) : [];
    }

    private static IEnumerable<string> Suppressed(FinishedRun export) =>
        export.Exited(0).Lines.Skip(1).Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]).Order(StringComparer.Ordinal);

    private BounceHandlerProcess Start(params string[] arguments) =>
        _site.StartBare(_disk.Command([Binaries.BounceHandler, "--config", _site.Directory.Configuration, .. arguments]));

    private Task<FinishedRun> RunAsync(params string[] arguments) => ProcessAsync("", arguments);

    private Task<FinishedRun> ProcessAsync(string input, params string[] arguments) =>
        _site.RunBareAsync(input, _disk.Command([Binaries.BounceHandler, "--config", _site.Directory.Configuration, .. arguments]));

    private Task<FinishedRun> UnsubscribeAsync(string mail, string to) => _site.RunBareAsync(
        mail, _disk.Command(Binaries.UnsubHandler, "--config=" + _site.Directory.Configuration, "--logfile=" + _site.Directory.In("unsubhandler.log"), "--to=" + to));

    [GeneratedRegex(@"accepted up to byte (\d+)")]
    private static partial Regex AcceptedBytes();
}
