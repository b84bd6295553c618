using Microsoft.Data.Sqlite;

namespace BounceHandler.Storage;

/// <summary>Queries beside the writer, on a connection of their own; one at a time.</summary>
internal sealed class StoreReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly StatementCache _statements;

    public StoreReader(string path)
    {
        _path = path;
        _connection = Database.OpenForReading(path);
        _statements = new StatementCache(_connection);
    }

    /// <summary>Runs a query. Fails with <see cref="StoreException"/>.</summary>
    public T Read<T>(Func<StatementCache, T> query)
    {
        lock (_gate)
        {
            try
            {
                return query(_statements);
            }
            catch (SqliteException e)
            {
                throw Database.Explain(e, _path);
            }
        }
    }

    /// <summary>A number that changes when another connection has committed.</summary>
    public long Version() => Read(statements => statements.Number("PRAGMA data_version"));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _statements.Dispose();
            _connection.Dispose();
        }
    }
}
