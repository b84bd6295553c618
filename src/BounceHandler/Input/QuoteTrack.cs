namespace BounceHandler.Input;

/// <summary>
/// What the scan of a row that turned out wrong has learned about the bytes behind it. Two scans that cross the same line end both stand inside quotes
/// there and are one from then on; so a later row whose quote stays open joins the earlier scan where that has got to. Without this, each line of a tangle
/// of quotes would be scanned to its far end, and time would grow with the square of the input.
/// </summary>
internal struct QuoteTrack
{
    // One scan at two places: where it has got to, and where it was at the start of what is unread. Their difference is what a joining row lacks.
    private QuoteScan _head;
    private QuoteScan _tail;

    /// <summary>Lets a scan that has not crossed a line end go on where the known one has got to, if it comes to cross one.</summary>
    /// <param name="unread">Everything that is not consumed.</param>
    /// <param name="start">Where in it the row of the scan begins.</param>
    /// <param name="scan">A scan at the start of its row, or in its first line.</param>
    public void Join(ReadOnlySpan<byte> unread, int start, ref QuoteScan scan)
    {
        if (!_head.CrossesLines || scan.CrossesLines)
            return;
        var line = start < _head.Position ? unread[start.._head.Position].IndexOf((byte)'\n') : -1;
        if (line < 0)
        {
            // This row and those after it lie behind what is known.
            _head = default;
            return;
        }

        var end = start + line + 1;
        if (scan.Resume(unread[start..end], final: false) != ScanStatus.NeedMore)
            return;
        var tail = _tail;
        tail.Resume(unread[..end], final: false);
        scan = scan.JoinedTo(_head.MovedBy(-start), tail);
    }

    /// <summary>Takes note of bytes that are consumed, and of the scan of the row that began there.</summary>
    /// <param name="unread">Everything that is not consumed yet.</param>
    /// <param name="count">How many bytes are consumed: up to a line end, or all.</param>
    /// <param name="start">Where in <paramref name="unread"/> the row of the scan begins.</param>
    /// <param name="scan">The scan, however far it has got.</param>
    public void Consume(ReadOnlySpan<byte> unread, int count, int start, in QuoteScan scan)
    {
        if (scan.CrossesLines)
        {
            _head = scan.MovedBy(start);
            _tail = default;
            if (_head.Position > count)
                _tail.Resume(unread[start..count], final: false);
            _tail = _tail.MovedBy(start);
        }
        else if (_head.CrossesLines && _head.Position > count)
        {
            _tail.Resume(unread[..count], final: false);
        }

        if (!_head.CrossesLines)
            return;
        _head = _head.Position > count ? _head.MovedBy(-count) : default;
        _tail = _tail.MovedBy(-count);
    }
}
