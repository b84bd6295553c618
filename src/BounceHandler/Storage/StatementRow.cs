using SQLitePCL;

namespace BounceHandler.Storage;

/// <summary>The row a statement stands on; columns count from 0. Valid only until the statement goes on.</summary>
internal readonly struct StatementRow(sqlite3_stmt statement)
{
    public bool IsDBNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => checked((int)GetInt64(column));

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    /// <summary>The text; empty for NULL.</summary>
    public string GetString(int column) => System.Text.Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    /// <summary>A <see cref="long"/>, a string, a byte array, or null.</summary>
    public object? GetValue(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => GetInt64(column),
        raw.SQLITE_BLOB => GetBytes(column),
        _ => GetString(column),
    };
}
