using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BounceHandler.Storage;

/// <summary>
/// Prepared statements of one connection, by their text, run through SQLite's own interface: preparing and finding parameters by name cost more than
/// the statements. For one thread. Fails with <see cref="SqliteException"/>.
/// </summary>
internal sealed class StatementCache(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, (sqlite3_stmt Statement, int[] Places)> _statements = new(new TextComparer());
    private readonly sqlite3 _database = connection.Handle!;

    /// <summary>Rowid of the last inserted row.</summary>
    public long LastId => raw.sqlite3_last_insert_rowid(_database);

    /// <summary>Runs a statement with <c>$1</c>, <c>$2</c>, … and returns how many rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            // A query's rows are passed over: a pragma may answer.
            while (Step(statement))
            {
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Release(statement);
        }
    }

    /// <summary>The first column of the first row; null if there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            return Step(statement) ? new StatementRow(statement).GetValue(0) : null;
        }
        finally
        {
            Release(statement);
        }
    }

    /// <summary>A count or a number; 0 if there is none.</summary>
    public long Number(string sql, params ReadOnlySpan<SqlValue> values) => Scalar(sql, values) is long n ? n : 0;

    /// <summary>All rows, each read by <paramref name="read"/>.</summary>
    public List<T> Query<T>(string sql, Func<StatementRow, T> read, params ReadOnlySpan<SqlValue> values)
    {
        var rows = new List<T>();
        var statement = Bind(sql, values);
        try
        {
            while (Step(statement))
                rows.Add(read(new StatementRow(statement)));
            return rows;
        }
        finally
        {
            Release(statement);
        }
    }

    /// <summary>Every row in turn, of a query with many.</summary>
    public void Each(string sql, Action<StatementRow> read, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            while (Step(statement))
                read(new StatementRow(statement));
        }
        finally
        {
            Release(statement);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (statement, _) in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }

    private static void Release(sqlite3_stmt statement)
    {
        // Its error, if any, has been thrown by the step before.
        _ = raw.sqlite3_reset(statement);
    }

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, _database);
        return result == raw.SQLITE_ROW;
    }

    private sqlite3_stmt Bind(string sql, ReadOnlySpan<SqlValue> values)
    {
        if (!_statements.TryGetValue(sql, out var prepared))
            _statements[sql] = prepared = Prepare(sql, values.Length);
        var (statement, places) = prepared;
        for (var i = 0; i < values.Length; i++)
        {
            if (places[i] > 0 && Bind(statement, places[i], values[i]) is not raw.SQLITE_OK and var error)
                SqliteException.ThrowExceptionForRC(error, _database);
        }

        return statement;
    }

    // SQLite numbers "$2" by where it first stands, not by its name; 0: the statement does not use it.
    private (sqlite3_stmt Statement, int[] Places) Prepare(string sql, int values)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), _database);
        var places = new int[values];
        for (var i = 0; i < values; i++)
            places[i] = raw.sqlite3_bind_parameter_index(statement, string.Create(CultureInfo.InvariantCulture, $"${i + 1}"));
        return raw.sqlite3_bind_parameter_count(statement) == places.Count(place => place > 0)
            ? (statement, places)
            : throw new InvalidOperationException($"A value is missing for: {sql}");
    }

    private static int Bind(sqlite3_stmt statement, int index, SqlValue value) => value switch
    {
        { IsNumber: true } => raw.sqlite3_bind_int64(statement, index, value.Number),
        { Reference: string text } => BindText(statement, index, text),
        // An empty span has no address, which SQLite takes for NULL.
        { Reference: byte[] { Length: 0 } } => raw.sqlite3_bind_zeroblob(statement, index, 0),
        { Reference: byte[] bytes } => raw.sqlite3_bind_blob(statement, index, bytes),
        _ => raw.sqlite3_bind_null(statement, index),
    };

    private static int BindText(sqlite3_stmt statement, int index, string text)
    {
        const int MostOnStack = 512;
        if (text.Length == 0)
            return raw.sqlite3_bind_text(statement, index, utf8z.FromSpan("\0"u8));
        byte[]? rented = null;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var buffer = most <= MostOnStack ? stackalloc byte[MostOnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return raw.sqlite3_bind_text(statement, index, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Statements are few and long: their length and two characters tell them apart well enough, and nearly always it is the same string.
    private sealed class TextComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text) => text.Length == 0 ? 0 : HashCode.Combine(text.Length, text[^1], text[text.Length / 2]);
    }
}
