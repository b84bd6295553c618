using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>What a state would hold after years: events, their outcomes and list changes that are older than any retention, and suppressions as old.</summary>
internal static class AgedRows
{
    private const int YearsInDays = 1500;

    /// <summary>Puts rows into a state that no process uses.</summary>
    public static void Add(TestDirectory directory, int events, int suppressions)
    {
        using var connection = Open(directory);
        Execute(
            connection,
            $"""
            INSERT OR IGNORE INTO routes(provider, tenant) VALUES('suppressions', '');
            CREATE TEMP TABLE old AS SELECT {Now().AddDays(-YearsInDays).ToUnixTimeMilliseconds()} AS at, (SELECT id FROM routes WHERE provider='suppressions') AS route;
            CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<{Math.Max(events, suppressions)}) SELECT i FROM n;
            INSERT INTO events(identity, run, accepted, occurred, kind, record_type, rule, recipient, spelling, category, sender, vmta, job, feedback_id, message_id, status, diagnostic, agent)
            SELECT randomblob(32), 0, at, at, 0, 'b', 'category:bad-mailbox', 'old'||i||'@gone.example', 'old'||i||'@gone.example', 'bad-mailbox', 'news@lists.example.com', '', '', '', '', '5.1.1', 'unknown', ''
            FROM n, old WHERE i<={events};
            INSERT INTO seen(identity, route, at) SELECT identity, route, at FROM events, old ORDER BY events.id;
            INSERT INTO ledger(event, route, run, at, outcome, attempts, detail) SELECT id, route, 0, at, 0, 0, '' FROM events, old ORDER BY events.id;
            INSERT INTO changes(ledger, event, list, list_name, subscriber, status_before, status_after) SELECT id, event, '', '', 's'||id, 'absent', 'suppressed' FROM ledger ORDER BY id;
            INSERT INTO suppressions SELECT 'kept'||i||'@gone.example', '', 0, '', 'kept'||i||'@gone.example', 'unknown', at, at, randomblob(32) FROM n, old WHERE i<={suppressions};
            """);
    }

    /// <summary>How many are left, also while processes work with the state.</summary>
    public static long Left(TestDirectory directory)
    {
        using var connection = Open(directory);
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT (SELECT count(*) FROM events WHERE accepted<$1) + (SELECT count(*) FROM seen WHERE at<$1) + (SELECT count(*) FROM ledger WHERE at<$1)"
            + " + (SELECT count(*) FROM changes c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.id=c.ledger AND l.at>=$1))";
        command.Parameters.AddWithValue("$1", Now().AddDays(-YearsInDays + 1).ToUnixTimeMilliseconds());
        return (long)command.ExecuteScalar()!;
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(TestDirectory directory)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory.State, "bouncehandler.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
