namespace BounceHandler.Input;

/// <summary>
/// Reads a stream on a thread of its own into a ring of 1 MiB, so that whoever writes the pipe is not held up while rows are being worked on. What
/// arrives in small pieces is handed out together.
/// </summary>
/// <remarks>One reader at a time. The stream belongs to the source: its thread closes it, which for a read that never returns is the end of the process.</remarks>
public sealed class ByteSource : IDisposable
{
    private const int LargestRead = 256 * 1024;

    private readonly object _gate = new();
    private readonly byte[] _ring;
    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private int _start;
    private int _count;
    private int _handedOut;
    private bool _ended;
    private bool _closed;
    private Exception? _error;
    private TaskCompletionSource? _arrival;

    /// <param name="stream">Standard input or a file.</param>
    /// <param name="time">Measures silence.</param>
    /// <param name="capacity">Bytes read ahead.</param>
    public ByteSource(Stream stream, TimeProvider time, int capacity = 1024 * 1024)
    {
        _stream = stream;
        _time = time;
        _ring = GC.AllocateUninitializedArray<byte>(capacity);
        new Thread(Fill) { IsBackground = true, Name = "input" }.Start();
    }

    /// <summary>Waits for bytes; those of the call before are given back.</summary>
    /// <param name="silence">How long to wait; null: until something happens.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is lost.</param>
    public async ValueTask<ReadResult> ReadAsync(TimeSpan? silence, CancellationToken cancellationToken)
    {
        Task arrival;
        lock (_gate)
        {
            _start = (_start + _handedOut) % _ring.Length;
            _count -= _handedOut;
            _handedOut = 0;
            Monitor.PulseAll(_gate);
            if (TryTake(out var result))
                return result;
            arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        try
        {
            await arrival.WaitAsync(silence ?? Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What arrived at the last moment breaks the silence.
        }

        lock (_gate)
            return TryTake(out var result) ? result : new ReadResult(ReadKind.Silence);
    }

    /// <summary>Stops reading; what was not handed out is dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryTake(out ReadResult result)
    {
        _handedOut = Math.Min(Math.Min(_count, _ring.Length - _start), LargestRead);
        result = _handedOut > 0
            ? new ReadResult(ReadKind.Bytes, _ring.AsMemory(_start, _handedOut))
            : new ReadResult(ReadKind.End, default, _error);
        return _handedOut > 0 || _ended;
    }

    private void Fill()
    {
        try
        {
            using (_stream)
            {
                while (TryReserve(out var start, out var length))
                {
                    var read = _stream.Read(_ring, start, length);
                    if (read == 0)
                        break;
                    Arrived(read);
                }
            }
        }
        catch (Exception error)
        {
            // An error on this thread would end the process; the reader learns of it at the end of what was read.
            _error = error;
        }

        lock (_gate)
        {
            _ended = true;
            Signal();
        }
    }

    private bool TryReserve(out int start, out int length)
    {
        lock (_gate)
        {
            while (_count == _ring.Length && !_closed)
                Monitor.Wait(_gate);
            start = (_start + _count) % _ring.Length;
            var end = start < _start ? _start : _ring.Length;
            length = Math.Min(end - start, LargestRead);
            return !_closed;
        }
    }

    private void Arrived(int count)
    {
        lock (_gate)
        {
            _count += count;
            Signal();
        }
    }

    private void Signal()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }
}
