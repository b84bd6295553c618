using BounceHandler.Maildrop;

namespace BounceHandler.Storage;

/// <summary>
/// Looks at the files before SQLite opens them, for damage that SQLite would not report but throw away: it deletes the write-ahead log of an empty
/// database, and of a damaged log it forgets everything behind the damage.
/// </summary>
internal static class DatabaseFiles
{
    // Somebody may be creating the database, or writing the log, at this moment.
    private const int Looks = 20;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Refuses files whose loss SQLite would hide.</summary>
    /// <param name="path">The database; it need not exist.</param>
    /// <param name="wasInUse">The state directory shows that a database was in use there.</param>
    /// <exception cref="StoreException">They are damaged. Nothing was changed.</exception>
    public static void Check(string path, bool wasInUse)
    {
        for (var look = 1; IsEmpty(path, wasInUse) is { } what; look++)
        {
            if (look == Looks)
                throw Database.Damaged(path, what);
            Thread.Sleep(BetweenLooks);
        }

        // A log that is being written may look damaged, but not twice in the same place.
        if (LogDamage(path) is not { } damage)
            return;
        Thread.Sleep(BetweenLooks);
        if (LogDamage(path) == damage)
            throw Database.Damaged(path, damage);
    }

    private static string? IsEmpty(string path, bool wasInUse)
    {
        var status = FileStatus.Of(path);
        if (status is { Size: > 0 })
            return null;
        if (FileStatus.Of(path + "-wal") is { Size: > 0 })
            return status is null ? "it is missing, and its -wal file is there" : "it is empty, and its -wal file is not";
        return status is not null && wasInUse ? "it is empty, and was in use" : null;
    }

    private static string? LogDamage(string path)
    {
        try
        {
            using var file = new FileStream(path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
            return WriteAheadLog.Damage(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null; // SQLite will say so.
        }
        catch (IOException e)
        {
            return $"its -wal file cannot be read: {e.Message}";
        }
    }
}
