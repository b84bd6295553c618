using BounceHandler.Input;

namespace BounceHandler.Commands;

/// <summary>One input of a run.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Stream">Its bytes, from <see cref="From"/> on.</param>
public sealed record InputSource(string Name, Stream Stream)
{
    /// <summary>Where the stream begins, and what came before.</summary>
    public Continuation From { get; init; } = Continuation.Beginning;

    /// <summary>A file: silence means nothing.</summary>
    public bool IsFile { get; init; }

    /// <summary>The last row may be half written and is left then.</summary>
    public bool LeavesTail { get; init; }

    /// <summary>Why it cannot be opened; null if it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Called often, with how far rows have been accepted.</summary>
    public Action<Continuation>? Accepted { get; init; }

    /// <summary>Called once, with how far rows have been accepted and whether that is the end of the input.</summary>
    public Func<Continuation, bool, Task>? Ended { get; init; }
}
