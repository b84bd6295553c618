using System.Diagnostics;
using BounceHandler.Storage;
using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>kill -9 while a state of the first schema version is brought to the newest: nothing in it is lost, and its queued work is done.</summary>
[Trait("Proof", "crash")]
public sealed class MigrationCrashTests : IAsyncLifetime
{
    private const int Queued = 20;

    // As they were in the first version.
    private static readonly string[] Tables =
        ["runs", "routes", "events", "seen", "spool", "ledger", "changes", "suppressions", "layouts", "providers", "outages"];

    private static readonly int Rounds = Effort.Of(5, 40);
    private static readonly int Events = Effort.Of(20_000, 100_000);

    private readonly Random _random = new(Effort.Seed);
    private readonly List<string> _left = [];
    private readonly string _input = Accounting.Header + Accounting.Bounces(Queued, jobId: Audience.JobId);
    private Site _site = null!;
    private Audience _audience = null!;

    private string Database => Path.Combine(_site.Directory.State, "bouncehandler.db");

    private string Old => _site.Directory.In("old.db");

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server).Set("retention.ledgerDays", "36500").Set("delivery.drainSeconds", "1");
        _audience = new Audience(_site.Server).Add(Accounting.Users(Queued));
    }

    [Fact]
    public async Task A_process_killed_while_it_migrates_loses_nothing_and_the_next_goes_on()
    {
        _site.Server.Options.MailWizz.Offline = true;
        (await _site.ProcessAsync(_input)).Exited(0).Says($"queued={Queued}");
        MakeOldState();
        await MeasureAsync();
        var (toBegin, toEnd) = await MeasureAsync();

        for (var round = 0; round < Rounds; round++)
            await RoundAsync(toEnd - toBegin);

        var left = _left.CountBy(what => what).OrderBy(what => what.Key).Select(what => $"{what.Value} {what.Key}");
        Effort.Report($"Migration of {Events} events: {(toEnd - toBegin).TotalMilliseconds:0} ms, {toBegin.TotalMilliseconds:0} ms after the start. {Rounds} rounds, left by kills: {string.Join(", ", left)} (seed {Effort.Seed}).");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task RoundAsync(TimeSpan time)
    {
        _site.Server.Options.MailWizz.Offline = true;
        PutOldState();
        for (var kills = _random.Next(1, 4); kills > 0; kills--)
        {
            var process = _site.Start();
            // Sometimes before it begins.
            if (_random.Next(5) > 0)
                await BeginsAsync();
            await Task.Delay(time * _random.NextDouble(), TestContext.Current.CancellationToken);
            await process.KillAsync();
            using var left = StateCopy.Of(_site.Directory);
            left.AssertSound();
            var hasBegun = left.Version == 1 && new FileInfo(Database + "-wal") is { Exists: true, Length: > 0 };
            _left.Add(hasBegun ? "in the middle" : left.Version == 1 ? "not begun" : "migrated");
        }

        _audience.Add(Accounting.Users(Queued));
        _site.Server.Options.MailWizz.Offline = false;
        (await _site.RunAsync("drain")).Exited(0).Says($"queued before={Queued}").Says("still queued=0");

        Assert.All(Accounting.Users(Queued), user => Assert.True(_audience.HasLeftMailWizz(user)));
        Assert.Equal(Queued, (await _site.SuppressedAsync()).Count);
        (await _site.ReplayAsync(_input)).Exited(0).Counted(Queued, processed: 0);
        using var state = StateCopy.Of(_site.Directory);
        state.AssertSound();
        Assert.Equal(Schema.Migrations.Count, state.Version);
        Assert.Equal(Events + Queued, state.Number("SELECT count(*) FROM events"));
        Assert.Equal(Events + (2 * Queued), state.Number("SELECT count(*) FROM ledger"));
        Assert.Equal(0, state.Number("SELECT count(*) FROM spool"));
    }

    // What the program has just stored, as its first version would have, and many events before that.
    private void MakeOldState()
    {
        using var connection = new SqliteConnection($"Data Source={Old};Pooling=False");
        connection.Open();
        Execute(connection, $"PRAGMA journal_mode=WAL; {Schema.Migrations[0]} PRAGMA user_version=1; ATTACH '{Database}' AS new;");
        foreach (var table in Tables)
        {
            using var columns = connection.CreateCommand();
            columns.CommandText = $"SELECT group_concat(name) FROM pragma_table_info('{table}', 'main')";
            Execute(connection, $"INSERT INTO main.{table}({columns.ExecuteScalar()}) SELECT {columns.ExecuteScalar()} FROM new.{table}");
        }

        Execute(
            connection,
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<{Events})
            INSERT INTO events SELECT e.id+1000+i, randomblob(16), e.run, e.accepted, e.occurred, i%5, e.record_type, e.rule, 'old'||i||'@gone.example',
            'old'||i||'@gone.example', e.ref_campaign, e.ref_list, e.ref_subscriber, e.category, e.sender, e.vmta, e.job, e.feedback_id, e.message_id,
            e.status, e.diagnostic, e.remote_mta, e.agent FROM n, (SELECT * FROM events LIMIT 1) e;
            INSERT INTO ledger SELECT id+1000, id, 1, run, accepted, 0, 0, '' FROM events WHERE id>1000;
            DETACH new;
            """);
    }

    private void PutOldState()
    {
        foreach (var file in Directory.GetFiles(_site.Directory.State, "bouncehandler.db*"))
            File.Delete(file);
        File.Copy(Old, Database);
    }

    private async Task<(TimeSpan ToBegin, TimeSpan ToEnd)> MeasureAsync()
    {
        PutOldState();
        var lines = _site.Log.Count;
        var begin = Stopwatch.GetTimestamp();
        var process = _site.Start();
        await BeginsAsync();
        var toBegin = Stopwatch.GetElapsedTime(begin);
        await Eventually.TrueAsync(() => _site.Log.Count > lines, "it has started");
        var toEnd = Stopwatch.GetElapsedTime(begin);
        await process.KillAsync();
        return (toBegin, toEnd);
    }

    // Whoever opens the database makes this file beside it.
    private async Task BeginsAsync() => Assert.True(
        await Task.Run(() => SpinWait.SpinUntil(() => File.Exists(Database + "-wal"), Eventually.Limit), TestContext.Current.CancellationToken));

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
