using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>Somebody who writes the state database and does not come to an end: nobody else can write it meanwhile.</summary>
internal sealed class WriteLock : IDisposable
{
    private readonly SqliteConnection _connection;
    private volatile bool _isTaken;

    public WriteLock(TestDirectory directory)
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(directory.State, "bouncehandler.db")};Pooling=False");
        _connection.Open();
    }

    public bool IsTaken => _isTaken;

    /// <summary>Waits for its turn. Disposing gives it back.</summary>
    public void Take()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        _isTaken = true;
    }

    public void Dispose() => _connection.Dispose();
}
