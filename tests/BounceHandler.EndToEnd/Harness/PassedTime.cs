using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The mails that wait in the state, and a way to wait for them without waiting.</summary>
internal static class PassedTime
{
    /// <summary>How long the mails that are not sent yet will wait for their next attempt, shortest first.</summary>
    public static IReadOnlyList<TimeSpan> Waits(TestDirectory directory)
    {
        using var connection = Open(directory);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT due FROM notices WHERE done IS NULL ORDER BY due";
        using var reader = command.ExecuteReader();
        var waits = new List<TimeSpan>();
        while (reader.Read())
            waits.Add(DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)) - TimeProvider.System.GetUtcNow());
        return waits;
    }

    /// <summary>Moves everything about mails so far into the past, as if the operator had come back later.</summary>
    public static void Let(TestDirectory directory, TimeSpan pass)
    {
        using var connection = Open(directory);
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE notices SET due=due-$1, created=created-$1, done=done-$1";
        command.Parameters.AddWithValue("$1", (long)pass.TotalMilliseconds);
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    private static SqliteConnection Open(TestDirectory directory)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory.State, "bouncehandler.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
