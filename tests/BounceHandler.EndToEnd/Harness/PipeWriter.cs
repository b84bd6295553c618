using System.Diagnostics;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>Writes to the standard input of a process as PowerMTA does, one write(2) after the other, and takes the time of each.</summary>
internal sealed class PipeWriter
{
    private readonly Stream _pipe;
    private long _longest;
    private long _total;

    public PipeWriter(BounceHandlerProcess process)
    {
        // A socket or a file would have other buffers than PowerMTA's pipe.
        Assert.StartsWith("pipe:", File.ResolveLinkTarget($"/proc/{process.Id}/fd/0", returnFinalTarget: false)!.Name, StringComparison.Ordinal);
        _pipe = process.Input;
    }

    /// <summary>How long the longest write took.</summary>
    public TimeSpan Longest => Stopwatch.GetElapsedTime(0, _longest);

    /// <summary>How long all of them took.</summary>
    public TimeSpan Total => Stopwatch.GetElapsedTime(0, _total);

    /// <summary>Bytes written.</summary>
    public long Written { get; private set; }

    /// <summary>Writes a block; comes back when the pipe has taken all of it.</summary>
    public void Write(ReadOnlySpan<byte> block)
    {
        var begin = Stopwatch.GetTimestamp();
        _pipe.Write(block);
        var took = Stopwatch.GetTimestamp() - begin;
        _longest = Math.Max(_longest, took);
        _total += took;
        Written += block.Length;
    }
}
