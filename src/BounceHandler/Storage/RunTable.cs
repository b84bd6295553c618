using System.Globalization;
using BounceHandler.Maildrop;

namespace BounceHandler.Storage;

/// <summary>What one run said of itself last.</summary>
/// <param name="Id">Run id.</param>
/// <param name="Command">What was started.</param>
/// <param name="Started">When.</param>
/// <param name="Ended">When it ended properly; null while it runs or if it died.</param>
/// <param name="LastRecord">When it last read a record; null if it read none.</param>
/// <param name="Total">Rows read.</param>
public sealed record RunEntry(long Id, string Command, DateTimeOffset Started, DateTimeOffset? Ended, DateTimeOffset? LastRecord, long Total);

/// <summary>
/// Runs: who accepted an event, and whether that process still lives. Each running process locks a file of its own; the kernel lets go when it dies.
/// </summary>
public sealed class RunTable
{
    private const string LockDirectory = "runs";
    private const int MostTries = 50;

    // Between its row and its lock a run that begins has microseconds.
    private static readonly TimeSpan UntilLocked = TimeSpan.FromSeconds(10);

    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly StateDirectory _directory;
    private readonly TimeProvider _time;

    internal RunTable(StoreWriter writer, StoreReader reader, StateDirectory directory, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        _directory = directory;
        _time = time;
    }

    /// <summary>Begins a run of this process.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public async Task<Run> BeginAsync(string command)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var id = await _writer.WriteAsync(statements =>
        {
            statements.Run("INSERT INTO runs(command, pid, started) VALUES($1,$2,$3)", command, (long)Environment.ProcessId, now);
            return statements.LastId;
        });
        _directory.Ensure(LockDirectory);
        return new Run(id, Lock(LockPath(id)), LockPath(id));
    }

    /// <summary>True while the process of a run lives. False where that cannot be told: a line written twice is better than one never written.</summary>
    public bool IsAlive(long run)
    {
        try
        {
            return File.Exists(LockPath(run)) && FileLock.IsHeldExclusively(LockPath(run));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Notes how far a run has come; <paramref name="accepted"/>: bytes of its input.</summary>
    public Task NoteAsync(long run, DateTimeOffset? lastRecord, long total, long processed, long skipped, long? accepted = null) =>
        _writer.WriteAsync(statements => statements.Run(
            "UPDATE runs SET last_record=coalesce($2, last_record), total=$3, processed=$4, skipped=$5, accepted=coalesce($6, accepted) WHERE id=$1",
            run, lastRecord?.ToUnixTimeMilliseconds(), total, processed, skipped, accepted));

    /// <summary>True if a run was ever begun in this directory, which happens after its database was made.</summary>
    internal static bool WasInUse(StateDirectory directory) => Directory.Exists(Path.Combine(directory.DirectoryPath, LockDirectory));

    /// <summary>True once a run that began then has certainly died or ended.</summary>
    internal bool IsOver(long run, DateTimeOffset started) =>
        !IsAlive(run) && (File.Exists(LockPath(run)) || _time.GetUtcNow() - started > UntilLocked);

    /// <summary>Notes the proper end of a run.</summary>
    public Task EndAsync(long run)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _writer.WriteAsync(statements => statements.Run("UPDATE runs SET ended=$2 WHERE id=$1", run, now));
    }

    /// <summary>The run that read a record last; null if none ever did.</summary>
    public RunEntry? LastReader() => _reader.Read(statements => statements.Query(
        "SELECT id, command, started, ended, last_record, total FROM runs WHERE last_record IS NOT NULL ORDER BY last_record DESC LIMIT 1",
        r => new RunEntry(r.GetInt64(0), r.GetString(1), Time(r.GetInt64(2)), r.IsDBNull(3) ? null : Time(r.GetInt64(3)), Time(r.GetInt64(4)), r.GetInt64(5)))
        .FirstOrDefault());

    /// <summary>Removes the lock files of dead processes.</summary>
    public void SweepLocks()
    {
        var directory = Path.Combine(_directory.DirectoryPath, LockDirectory);
        if (!Directory.Exists(directory))
            return;
        foreach (var path in Directory.EnumerateFiles(directory, "*.lock"))
            SweepLock(path);
    }

    private static void SweepLock(string path)
    {
        try
        {
            // Taking the lock proves that nobody lives behind it; run ids are never used again.
            using var taken = FileLock.TryExclusive(path);
            if (taken is not null)
                File.Delete(path);
        }
        catch (FileNotFoundException)
        {
            // Its run has just ended and taken it away.
        }
    }

    // Whoever sweeps may have seen the new file before it is locked, and deleted it: a lock counts only while its file is there.
    private static FileLock Lock(string path)
    {
        for (var left = MostTries; left > 0; left--)
        {
            try
            {
                var taken = FileLock.TryExclusive(path);
                if (taken is not null && File.Exists(path))
                    return taken;
                taken?.Dispose();
            }
            catch (FileNotFoundException)
            {
                // Deleted between its creation and its opening.
            }
        }

        throw new StoreException($"The lock file {path} of a new run is taken.");
    }

    private string LockPath(long run) =>
        Path.Combine(_directory.DirectoryPath, LockDirectory, run.ToString(CultureInfo.InvariantCulture) + ".lock");

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>A run of this process.</summary>
public sealed class Run : IDisposable
{
    private readonly FileLock _alive;
    private readonly string _path;

    internal Run(long id, FileLock alive, string path)
    {
        Id = id;
        _alive = alive;
        _path = path;
    }

    /// <summary>Run id.</summary>
    public long Id { get; }

    /// <summary>From now on whoever delivers what this run has accepted also reports it: to him the run is dead.</summary>
    public void Leave() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_path);
        _alive.Dispose();
    }
}
