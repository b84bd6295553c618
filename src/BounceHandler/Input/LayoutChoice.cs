namespace BounceHandler.Input;

/// <summary>
/// Finds the order of a record that no header named: the configured one, one that an earlier header named, one that is commonly used. The first that
/// fits wins.
/// </summary>
internal sealed class LayoutChoice
{
    private readonly RecordLayout? _bounces;
    private readonly RecordLayout? _feedback;
    private readonly RecordLayout[] _remembered;

    public LayoutChoice(RecordReaderOptions options)
    {
        _bounces = options.BounceFields is { Count: > 0 } bounces ? new RecordLayout(bounces) : null;
        _feedback = options.FeedbackFields is { Count: > 0 } feedback ? new RecordLayout(feedback) : null;
        _remembered = [.. options.RememberedLayouts.Select(names => new RecordLayout(names)).Where(CanBeChecked)];
        RecordLayout?[] configured = [_bounces, _feedback];
        // Without the shipped order of deliveries: rows of four fields are too common to tell where a broken one ends.
        FieldCounts = configured.OfType<RecordLayout>()
            .Concat(_remembered).Concat(KnownLayouts.RemoteBounces).Concat(KnownLayouts.Feedback)
            .Select(layout => layout.FieldCount).ToHashSet();
    }

    /// <summary>The field counts of all orders that may be found.</summary>
    public IReadOnlySet<int> FieldCounts { get; }

    /// <summary>Finds the order of a record.</summary>
    /// <returns>Null if none fits.</returns>
    public RecordLayout? Find(RecordType type, FieldBatch fields)
    {
        var configured = type == RecordType.FeedbackLoop ? _feedback : _bounces;
        if (configured is not null && LayoutShape.Fits(configured, type, fields))
            return configured;
        foreach (var layout in _remembered)
        {
            if (LayoutShape.Fits(layout, type, fields))
                return layout;
        }

        var known = type switch
        {
            RecordType.FeedbackLoop => KnownLayouts.Feedback,
            RecordType.RemoteBounce => KnownLayouts.RemoteBounces,
            RecordType.Delivery => KnownLayouts.Deliveries,
            _ => KnownLayouts.Bounces,
        };
        foreach (var layout in known)
        {
            if (LayoutShape.FitsClosely(layout, type, fields))
                return layout;
        }

        return null;
    }

    // Nobody vouches for a remembered order: without a time and a recipient in it nothing would show that it is the wrong one.
    private static bool CanBeChecked(RecordLayout layout) =>
        layout.HasColumn(Column.Rcpt) && (layout.HasColumn(Column.TimeLogged) || layout.HasColumn(Column.TimeQueued));
}
