using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>Looks into the state beside the processes that work on it: cheaper than a command, and also while the test must not start one.</summary>
internal static class StateTables
{
    /// <summary>Rows that wait for one provider, whatever their state.</summary>
    public static long Queued(TestDirectory directory, string provider) =>
        Number(directory, "SELECT count(*) FROM spool s JOIN routes r ON r.id=s.route WHERE r.provider=$1", provider);

    /// <summary>Events accepted so far, where none has been forgotten. Cheap however many there are.</summary>
    public static long Accepted(TestDirectory directory) => Number(directory, "SELECT ifnull(max(id), 0) FROM events", "");

    /// <summary>Entries of the local suppression list.</summary>
    public static long Suppressed(TestDirectory directory) => Number(directory, "SELECT count(*) FROM suppressions", "");

    /// <summary>How often the operator was told of a trouble.</summary>
    public static long Alarms(TestDirectory directory, string key) => Number(directory, "SELECT count(*) FROM notices WHERE key=$1", key);

    // 0 as long as no process has made the tables.
    private static long Number(TestDirectory directory, string sql, string value)
    {
        var path = Path.Combine(directory.State, "bouncehandler.db");
        if (!File.Exists(path))
            return 0;
        try
        {
            using var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.AddWithValue("$1", value);
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException e) when (e.Message.Contains("no such table", StringComparison.Ordinal))
        {
            return 0;
        }
    }
}
