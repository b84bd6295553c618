using BounceHandler.Maildrop;

namespace BounceHandler.Logging;

/// <summary>
/// What the log sink writes to: the file that has the configured name now, whoever moved the one before. Looking costs two system calls and is done
/// once a second at most. Nothing here throws while lines are written: a full disk must not stop the processing of records.
/// </summary>
internal sealed class LogFileStream : Stream
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private const int MostGathered = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly AppendOnlyFileStream _file;
    private readonly DailyRotation? _rotation;
    private readonly TimeProvider _time;
    private int _gatherings;
    private DateOnly _day;
    private long _looked;
    private string? _trouble;

    /// <summary>Opens the file or creates it, and rotates it where an earlier day left it.</summary>
    /// <exception cref="IOException">It cannot be opened for writing.</exception>
    public LogFileStream(string path, int retainDays, TimeProvider time)
    {
        _time = time;
        _file = new AppendOnlyFileStream(path);
        _rotation = retainDays > 0 ? new DailyRotation(_file.FilePath, retainDays, time) : null;
        _day = _rotation?.DayBegun() ?? default;
        Look();
    }

    /// <summary>Absolute path of the file.</summary>
    public string FilePath => _file.FilePath;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Rotates, reopens and writes what an earlier flush could not, where that is due and no line comes along to cause it.</summary>
    /// <returns>Why the file could not be rotated or reopened since the last call; null if all is well.</returns>
    public string? Tend()
    {
        lock (_gate)
        {
            FlushWithoutFailing();
            var trouble = _trouble;
            _trouble = null;
            return trouble;
        }
    }

    /// <summary>Until the result is disposed, lines are written some thousand bytes at a time and not one by one: a system call for each costs more than the line.</summary>
    public IDisposable Gather()
    {
        Interlocked.Increment(ref _gatherings);
        return new Gathering(this);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _file.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        if (Volatile.Read(ref _gatherings) > 0 && _file.PendingLength < MostGathered)
            return;
        lock (_gate)
            FlushWithoutFailing();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    private void EndGathering()
    {
        Interlocked.Decrement(ref _gatherings);
        Flush();
    }

    private void FlushWithoutFailing()
    {
        if (_time.GetElapsedTime(_looked) >= BetweenLooks)
            Look();
        try
        {
            _file.Flush();
        }
        catch (IOException)
        {
            // The lines are kept and go out with a later flush, when there is room again.
        }
    }

    private void Look()
    {
        _looked = _time.GetTimestamp();
        try
        {
            if (_rotation is null || _rotation.Today <= _day)
                _file.ReopenIfStale();
            else if (_rotation.TryRotate(_file))
                _day = _rotation.Today;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever forbids the renaming will do so in a second as well: the next midnight is soon enough.
            _day = _rotation?.Today ?? _day;
            _trouble = e.Message;
        }
    }

    private sealed class Gathering(LogFileStream stream) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 1)
                return;
            stream.EndGathering();
        }
    }
}
