using BounceHandler.Events;

namespace BounceHandler.Input;

/// <summary>What a <see cref="RecordReader"/> knows before it reads.</summary>
public sealed record RecordReaderOptions
{
    /// <summary>Column order of bounces without a header, with or without a leading <c>type</c>; null if not configured.</summary>
    public IReadOnlyList<string>? BounceFields { get; init; }

    /// <summary>Column order of complaints without a header, with or without a leading <c>type</c>; null if not configured.</summary>
    public IReadOnlyList<string>? FeedbackFields { get; init; }

    /// <summary>Column orders that earlier headers named, the most recent first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RememberedLayouts { get; init; } = [];

    /// <summary>True to hand out deliveries as records; otherwise they are counted as skipped and their fields are not looked at.</summary>
    public bool WantDeliveries { get; init; }

    /// <summary>
    /// Takes recipient and time of deliveries: by the header, else by an order that is recognised, and of those in NDJSON. They are counted as skipped all
    /// the same. Null: they are not looked at.
    /// </summary>
    public IDeliverySink? Deliveries { get; init; }

    /// <summary>Where in the input reading begins, and what its earlier rows have shown.</summary>
    public Continuation From { get; init; } = Continuation.Beginning;

    /// <summary>
    /// True for a file that is being written to: a last row without its end, or with an open quote, is half a row. It is not handed out, and
    /// <see cref="RecordReader.AcceptedOffset"/> stays in front of it.
    /// </summary>
    public bool LeavesTail { get; init; }

    /// <summary>False for files: a slow disk says nothing about an open quote.</summary>
    public bool SilenceEndsRows { get; init; } = true;
}
