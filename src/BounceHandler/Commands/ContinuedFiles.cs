using BounceHandler.Input;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Storage;
using Microsoft.Win32.SafeHandles;

namespace BounceHandler.Commands;

/// <summary>
/// The files of <c>replay --continue</c>, each from where the last one ended. A file is known by device and inode, since PowerMTA renames it when it is
/// finished; one that has not changed costs a look at its directory entry and one query.
/// </summary>
internal sealed class ContinuedFiles(ReplayPositions positions, OperatorLog log, TimeProvider time)
{
    /// <summary>A half-written last row is waited for as long as this.</summary>
    public static readonly TimeSpan FinishedAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan BetweenNotes = TimeSpan.FromHours(12);

    private readonly HashSet<(ulong Device, ulong Inode)> _looked = [];
    private readonly List<(ulong Device, ulong Inode)> _stillThere = [];
    private int _unchanged;
    private long _bytesRead;
    private bool _someGone;

    /// <summary>Files that were found.</summary>
    public int Count => _looked.Count;

    /// <summary>Opens what has changed, one file after the other; each is closed when the next one is asked for.</summary>
    /// <param name="list">Lists the files. Asked once more if some have gone in the meantime: they may have another name now.</param>
    public IEnumerable<InputSource> Open(Func<IReadOnlyList<string>> list)
    {
        try
        {
            foreach (var path in list())
            {
                foreach (var input in Open(path))
                    yield return input;
            }

            foreach (var path in _someGone ? list() : [])
            {
                foreach (var input in Open(path))
                    yield return input;
            }
        }
        finally
        {
            // Nobody waits for it: at worst a position is forgotten after 90 days, and its file read once more.
            if (_stillThere.Count > 0)
                _ = positions.NoteSeenAsync(_stillThere);
            log.ReplayContinued(Count, _unchanged, _bytesRead);
        }
    }

    /// <summary>Bytes before and behind the position of each file that has changed, for a progress line.</summary>
    public IEnumerable<(string Path, long Begin, long End)> Sizes(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (FileStatus.Of(path) is { } status && !IsUnchanged(positions.Of(status.Device, status.Inode), status, out var known))
                yield return (path, known is { } position && position.Offset <= status.Size ? position.Offset : 0, status.Size);
        }
    }

    private IEnumerable<InputSource> Open(string path)
    {
        if (TryOpen(path, out var obstacle) is { } file)
        {
            try
            {
                yield return file.Input;
            }
            finally
            {
                _bytesRead += file.BytesRead;
                file.Dispose();
            }
        }
        else if (obstacle is not null)
        {
            yield return new InputSource(path, Stream.Null) { Obstacle = obstacle };
        }
    }

    private ContinuedFile? TryOpen(string path, out string? obstacle)
    {
        obstacle = null;
        if (FileStatus.Of(path) is { } seen && IsDone(seen))
            return null;
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            // By now it may be another one.
            if (FileStatus.Of(file) is { } status && !IsDone(status))
            {
                _looked.Add((status.Device, status.Inode));
                var opened = new ContinuedFile(path, file, status, Start(path, file, status), IsFinished(status), positions, log, time);
                file = null;
                return opened;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _someGone = true;
            log.ReplayFileGone(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            obstacle = e.Message;
        }
        finally
        {
            file?.Dispose();
        }

        return null;
    }

    private bool IsDone(FileStatus status)
    {
        var identity = (status.Device, status.Inode);
        if (_looked.Contains(identity))
            return true;
        if (!IsUnchanged(positions.Of(status.Device, status.Inode), status, out var known))
            return false;
        _looked.Add(identity);
        _unchanged++;
        if (time.GetUtcNow() - known!.Seen >= BetweenNotes)
            _stillThere.Add(identity);
        return true;
    }

    // A last row that was left is looked at once more when nobody writes the file any longer.
    private bool IsUnchanged(ReplayPosition? position, FileStatus status, out ReplayPosition? known)
    {
        known = position;
        return position is not null && position.Size == status.Size && position.Modified == ContinuedFile.Modified(status)
            && (position.Offset >= status.Size || !IsFinished(status));
    }

    private bool IsFinished(FileStatus status) => time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds) >= FinishedAfter;

    private Continuation Start(string path, SafeFileHandle file, FileStatus status)
    {
        if (positions.Of(status.Device, status.Inode) is not { } known)
            return Continuation.Beginning;
        var difference = Difference(known, file, status);
        if (difference is null)
            return new Continuation(known.Offset, known.Header, known.IsAccounting);
        log.ReplayedAnew(path, difference);
        return Continuation.Beginning;
    }

    private static string? Difference(ReplayPosition known, SafeFileHandle file, FileStatus status)
    {
        if (status.Size < known.Offset)
            return $"it has {status.Size} bytes, and {known.Offset} were read last time";
        if (FileFingerprint.Of(file, known.Offset, out var endsLine) is not { } fingerprint || !fingerprint.AsSpan().SequenceEqual(known.Fingerprint))
            return $"it does not hold what was read from {known.Name}, another file has taken its place";
        return status.Size > known.Offset && !endsLine ? "the row that was taken for its last one goes on" : null;
    }
}
