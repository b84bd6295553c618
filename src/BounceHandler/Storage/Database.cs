using BounceHandler.Maildrop;
using Microsoft.Data.Sqlite;

namespace BounceHandler.Storage;

/// <summary>
/// Opens connections to the state database: WAL, fsync at every commit, and a wait instead of an error while another process commits.
/// </summary>
internal static class Database
{
    /// <summary>Name of the file in the state directory.</summary>
    public const string FileName = "bouncehandler.db";

    private const int BusyMilliseconds = 30_000;

    // An index of the write-ahead log that cannot be made is an I/O error to SQLite.
    private const long AlmostNothing = 1_000_000;

    /// <summary>Creates or opens the database and brings it to the newest schema version.</summary>
    /// <exception cref="StoreException">Damaged, written by a newer program, or not accessible.</exception>
    public static SqliteConnection OpenForWriting(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            UseWriteAheadLog(connection);
            Execute(connection, "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=8192;");
            Migrate(connection, path);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing database for queries.</summary>
    /// <exception cref="StoreException">Damaged or not accessible.</exception>
    public static SqliteConnection OpenForReading(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            Execute(connection, "PRAGMA query_only=1; PRAGMA temp_store=MEMORY;");
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e, path);
        }
    }

    /// <summary>Runs statements that return nothing.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Says what a database error means to the operator.</summary>
    public static StoreException Explain(SqliteException e, string path) => new(
        e.SqliteErrorCode switch
        {
            11 or 26 => DamageText(path, e.Message),
            13 => $"No space is left for the database {path}.",
            10 when FreeSpace.At(Path.GetDirectoryName(path)!) < AlmostNothing => $"No space is left for the database {path} ({e.Message}).",
            8 or 14 or 23 => $"The database {path} cannot be opened for writing ({e.Message}).",
            5 or 6 => $"The database {path} was locked by another program for more than {BusyMilliseconds / 1000} seconds.",
            _ => $"The database {path} failed ({e.Message}).",
        },
        e)
    {
        IsDenied = e.SqliteErrorCode is 8 or 14 or 23,
        IsDamaged = e.SqliteErrorCode is 11 or 26,
    };

    /// <summary>Says what is to be done about a damaged database.</summary>
    public static StoreException Damaged(string path, string what) => new(DamageText(path, what)) { IsDamaged = true };

    private static string DamageText(string path, string what) =>
        $"The database {path} is damaged ({what}). It was left as it is. Move it and its -wal and -shm files aside, start again, "
        + "and close the gap with \"bouncehandler replay\" over the accounting files. Unsubscribe mails wait safely in the maildrop.";

    /// <summary>True for errors that may pass: full disk, I/O error, lock.</summary>
    public static bool MayPass(SqliteException e) => e.SqliteErrorCode is 5 or 6 or 10 or 13 or 14;

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // Pooling would keep files open behind our back after Dispose.
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = BusyMilliseconds / 1000 };
        SqliteConnection? connection = null;
        try
        {
            connection = new SqliteConnection(builder.ConnectionString);
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout={BusyMilliseconds}");
            return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw Explain(e, path);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            connection?.Dispose();
            throw new StoreException("The SQLite library libe_sqlite3.so must lie beside the executable; copy it from the release.", e);
        }
    }

    // SQLite does not wait for the lock here: processes that start together on a new database meet at this statement.
    private static void UseWriteAheadLog(SqliteConnection connection)
    {
        for (var tries = 200; ; tries--)
        {
            try
            {
                Execute(connection, "PRAGMA journal_mode=WAL");
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6 && tries > 0)
            {
                Thread.Sleep(25);
            }
        }
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        if (Version(connection) == Schema.Migrations.Count)
            return;
        // Immediate: of two processes that start together one migrates, the other finds it done.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Version(connection);
        if (version > Schema.Migrations.Count)
            throw new StoreException($"The database {path} was written by a newer version of BounceHandler (schema {version}). Use that version.");
        for (; version < Schema.Migrations.Count; version++)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"{Schema.Migrations[version]} PRAGMA user_version={version + 1};";
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
