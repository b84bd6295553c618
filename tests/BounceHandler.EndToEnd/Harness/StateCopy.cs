using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>
/// The state database as dead processes left it, in a copy: whoever opens the original recovers it, and that has to be the next process.
/// </summary>
internal sealed class StateCopy : IDisposable
{
    private const string Name = "bouncehandler.db";
    private const string Final = "l.outcome IN (0,1,2,3,5)";

    private readonly string _directory = Directory.CreateTempSubdirectory("bouncehandler-copy-").FullName;
    private readonly SqliteConnection _connection;

    private StateCopy(string state)
    {
        foreach (var file in Directory.GetFiles(state, Name + "*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));
        _connection = new SqliteConnection($"Data Source={Path.Combine(_directory, Name)};Pooling=False");
        _connection.Open();
        Version = Number("PRAGMA user_version");
    }

    /// <summary>Version of the schema; 0 while it is not complete.</summary>
    public long Version { get; }

    public static StateCopy Of(TestDirectory directory) => new(directory.State);

    /// <summary>True if a process has come so far as to make a database.</summary>
    public static bool IsThere(TestDirectory directory) => File.Exists(Path.Combine(directory.State, Name));

    /// <summary>Who was accepted for whom.</summary>
    public IReadOnlySet<(string Provider, string Recipient)> Accepted() => Pairs(
        "SELECT r.provider, e.recipient FROM seen s JOIN routes r ON r.id=s.route JOIN events e ON e.identity=s.identity");

    /// <summary>Who is done with at whom: nothing may be asked for again.</summary>
    public IReadOnlySet<(string Provider, string Recipient)> Settled() => Pairs(
        $"SELECT r.provider, e.recipient FROM ledger l JOIN routes r ON r.id=l.route JOIN events e ON e.id=l.event WHERE {Final}");

    /// <summary>So many events were accepted for so many providers, and all of it is done.</summary>
    public void AssertComplete(int events, int providers)
    {
        Assert.Equal(events, Number("SELECT count(DISTINCT identity) FROM events"));
        Assert.Equal((long)events * providers, Number("SELECT count(*) FROM seen"));
        AssertDelivered();
    }

    /// <summary>Nothing is damaged, nothing waits, and whatever was accepted has one final outcome and no list change twice.</summary>
    public void AssertDelivered()
    {
        AssertSound();
        Assert.Equal(0, Number("SELECT count(*) FROM spool"));
        var accepted = Number("SELECT count(*) FROM seen");
        Assert.Equal(accepted, Number($"SELECT count(*) FROM ledger l WHERE {Final}"));
        Assert.Equal(
            accepted, Number($"SELECT count(*) FROM (SELECT DISTINCT e.identity, l.route FROM ledger l JOIN events e ON e.id=l.event WHERE {Final})"));
        Assert.Equal(0, Number("SELECT count(*) FROM ledger l WHERE l.outcome IN (2,3,5)"));
        Assert.Equal(0, Number(
            "SELECT count(*) FROM (SELECT 1 FROM changes c JOIN ledger l ON l.id=c.ledger WHERE c.status_before<>c.status_after "
            + "GROUP BY l.route, c.list, c.subscriber HAVING count(*)>1)"));
    }

    /// <summary>SQLite finds nothing wrong with the file.</summary>
    public void AssertSound()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }

    public long Number(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private HashSet<(string Provider, string Recipient)> Pairs(string sql)
    {
        var pairs = new HashSet<(string, string)>();
        if (Version == 0)
            return pairs;
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            pairs.Add((reader.GetString(0), reader.GetString(1)));
        return pairs;
    }
}
