using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>Looks into a state database, also while processes work on it.</summary>
internal static class StateDatabase
{
    /// <summary>The first column of the first row; 0 where there is no database, table or row yet.</summary>
    public static long Number(TestDirectory directory, string sql)
    {
        var path = Path.Combine(directory.State, "bouncehandler.db");
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return 0;
        try
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=60");
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A query of the tests.
            command.CommandText = sql;
#pragma warning restore CA2100
            return command.ExecuteScalar() is long number ? number : 0;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 1 or 5 or 14)
        {
            return 0; // Being made at this moment.
        }
    }
}
