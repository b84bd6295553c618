using BounceHandler.Input;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Storage;
using Microsoft.Win32.SafeHandles;

namespace BounceHandler.Commands;

/// <summary>One file of a continued replay, open: where to begin, and how far it has come.</summary>
internal sealed class ContinuedFile : IDisposable
{
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly FileStatus _status;
    private readonly Continuation _from;
    private readonly bool _isFinished;
    private readonly FileSection _section;
    private readonly ReplayPositions _positions;
    private readonly OperatorLog _log;
    private readonly TimeProvider _time;
    private Task _saving = Task.CompletedTask;
    private long _savedAt;

    /// <param name="path">Its name at the moment.</param>
    /// <param name="file">The file.</param>
    /// <param name="status">What it was like before anything of it was read.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="isFinished">Nobody writes it any more: a last row without its end is the last row.</param>
    /// <param name="positions">Where its position is kept.</param>
    /// <param name="log">The log.</param>
    /// <param name="time">The clock.</param>
    public ContinuedFile(
        string path, SafeFileHandle file, FileStatus status, Continuation from, bool isFinished, ReplayPositions positions, OperatorLog log, TimeProvider time)
    {
        (_path, _file, _status, _from, _isFinished) = (path, file, status, from, isFinished);
        (_positions, _log, _time) = (positions, log, time);
        // Should somebody go on writing after all, then behind the size that was looked at.
        _section = new FileSection(file, from.Offset, isFinished ? status.Size : long.MaxValue);
        _savedAt = time.GetTimestamp();
    }

    /// <summary>Bytes read of its rows.</summary>
    public long BytesRead => _section.BytesRead;

    /// <summary>What is left of it, as an input.</summary>
    public InputSource Input => new(_path, _section)
    {
        From = _from,
        IsFile = true,
        LeavesTail = !_isFinished,
        Accepted = NoteAccepted,
        Ended = EndAsync,
    };

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // Now and then, so that a process that is killed does not cost the whole file. Nobody waits for it: the writer writes in order.
    private void NoteAccepted(Continuation reached)
    {
        if (!_saving.IsCompleted || reached.Offset == _from.Offset || _time.GetElapsedTime(_savedAt) < BetweenSaves)
            return;
        _savedAt = _time.GetTimestamp();
        if (Position(reached, size: null) is { } position)
            _saving = _positions.SaveAsync(position);
    }

    private async Task EndAsync(Continuation reached, bool toTheEnd)
    {
        if (toTheEnd && reached.Offset < _from.Offset + BytesRead)
            _log.ReplayTailLeft(_path, reached.Offset);
        if (Position(reached, toTheEnd ? _status.Size : null) is { } position)
            await _positions.SaveAsync(position);
    }

    // Without a fingerprint the position stays where it was, and rows are read once more.
    private ReplayPosition? Position(Continuation reached, long? size)
    {
        try
        {
            return FileFingerprint.Of(_file, reached.Offset, out _) is not { } fingerprint ? null : new ReplayPosition(
                _status.Device, _status.Inode, Path.GetFullPath(_path), reached.Offset, reached.Header, reached.IsAccounting, fingerprint, size, Modified(_status));
        }
        catch (IOException e)
        {
            _log.InputFailed(_path, e.Message, reached.Offset);
            return null;
        }
    }

    /// <summary>When a file was changed last, in nanoseconds since 1970 UTC.</summary>
    public static long Modified(FileStatus status) => (status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds;
}
