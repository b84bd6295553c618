using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace BounceHandler.Storage;

/// <summary>
/// All writes of this process, on one thread. What waits together is committed together: one fsync for many records keeps up with any pipe.
/// A write has happened when its task completes, never before.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    /// <summary>
    /// How long a full disk or a locked database is waited for before writers are told: all of them together, from the first failure on. After that each
    /// write is tried once, until one succeeds.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private const int MostPerCommit = 4096;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly StatementCache _statements;
    private readonly TimeProvider _time;
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _thread;
    private long? _failingSince;

    public StoreWriter(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        _connection = Database.OpenForWriting(path);
        _statements = new StatementCache(_connection);
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="write"/> in the next commit. Fails with <see cref="StoreException"/> when the state cannot be written.</summary>
    public Task<T> WriteAsync<T>(Func<StatementCache, T> write)
    {
        var job = new Job<T>(write);
        ObjectDisposedException.ThrowIf(!_jobs.Writer.TryWrite(job), this);
        return job.Completion.Task;
    }

    /// <summary>Commits what is waiting and closes.</summary>
    public void Dispose()
    {
        if (!_jobs.Writer.TryComplete())
            return;
        _thread.Join();
        _statements.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        var batch = new List<Job>();
        while (_jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < MostPerCommit && _jobs.Reader.TryRead(out var job))
                batch.Add(job);
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Job> batch)
    {
        var error = TryCommit(batch);
        if (error is null)
        {
            batch.ForEach(job => job.Succeed());
        }
        else if (batch.Count == 1)
        {
            batch[0].Fail(error is SqliteException e ? Database.Explain(e, _path) : error);
        }
        else if (error is SqliteException sqlite && Database.MayPass(sqlite))
        {
            var explained = Database.Explain(sqlite, _path);
            batch.ForEach(job => job.Fail(explained));
        }
        else
        {
            // One of them is at fault; the others must not suffer for it.
            batch.ForEach(job => Commit([job]));
        }
    }

    private Exception? TryCommit(List<Job> batch)
    {
        while (true)
        {
            try
            {
                _statements.Run("BEGIN IMMEDIATE");
                batch.ForEach(job => job.Execute(_statements));
                _statements.Run("COMMIT");
                _failingSince = null;
                return null;
            }
            catch (Exception e)
            {
                Rollback();
                if (e is not SqliteException sqlite || !Database.MayPass(sqlite))
                    return e;
                _failingSince ??= _time.GetTimestamp();
                if (_time.GetElapsedTime(_failingSince.Value) >= Patience)
                    return e;
                Thread.Sleep(250);
            }
        }
    }

    private void Rollback()
    {
        try
        {
            _statements.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself after a full disk or an I/O error.
        }
    }

    private abstract class Job
    {
        public abstract void Execute(StatementCache statements);

        public abstract void Succeed();

        public abstract void Fail(Exception error);
    }

    private sealed class Job<T>(Func<StatementCache, T> write) : Job
    {
        private T? _result;

        public TaskCompletionSource<T> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Execute(StatementCache statements) => _result = write(statements);

        public override void Succeed() => Completion.TrySetResult(_result!);

        public override void Fail(Exception error) => Completion.TrySetException(error);
    }
}
