namespace BounceHandler.Input;

/// <summary>
/// Finds where rows start and end, and what they start with. It keeps at most one row of <c>recordLimit</c> bytes besides what was appended last.
/// The rest of the class, about rows with wrong quotes, is in RecordFramer.Broken.cs.
/// </summary>
/// <param name="plausibleFieldCounts">Field counts of the orders that are recognised without a header.</param>
/// <param name="recordLimit">Longest row, in bytes without its line feed.</param>
/// <param name="from">Where in the input reading begins, and what came before.</param>
internal sealed partial class RecordFramer(IReadOnlySet<int> plausibleFieldCounts, int recordLimit, Continuation from)
{
    private readonly InputBuffer _buffer = new(from.Offset);
    private QuoteScan _scan;
    private int _scanStart;
    private QuoteTrack _track;
    private int _searched;
    private int _contentLength;
    private int _taken;
    private bool _final;
    private bool _silent;

    /// <summary>True once a header, a known type or a brace was seen: from then on addresses are no longer taken.</summary>
    public bool IsAccounting { get; private set; } = from.IsAccounting;

    /// <summary>Field count of the header in force; 0 if there was none.</summary>
    public int HeaderFields { get; set; }

    /// <summary>Byte offset at which the next row starts, once every complete row has been framed.</summary>
    public long Position => _brokenDetail is null ? _buffer.Offset : _brokenOffset;

    /// <summary>True while 100 ms of silence would end a row.</summary>
    public bool WantsSilence => !_final && (_brokenDetail is null ? _scan is { InQuotes: true, CrossesLines: true } : !_skipToLineEnd);

    /// <summary>The row that was framed last, without its line end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Content => _buffer.Unread[.._contentLength];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Release();
        _silent = false;
        _buffer.Append(bytes);
    }

    public void Silence() => _silent = true;

    public void Complete() => _final = true;

    /// <summary>True if a row has the count that its layout asks for; without a header any recognised order's count will do.</summary>
    public bool HasLayoutCount(int fields) => HeaderFields > 0 ? fields == HeaderFields : plausibleFieldCounts.Contains(fields);

    /// <summary>Frames the next row.</summary>
    /// <returns>False if no further row is complete.</returns>
    public bool TryNext(out Frame frame)
    {
        Release();
        frame = default;
        if (_brokenDetail is not null)
            return TryEndBroken(out frame);
        while (true)
        {
            var row = _buffer.Unread;
            if (RecordTypeCode.TryReadPrefix(row, out var type))
                return TryFrameRow(row, FrameKind.Typed, type, out frame);
            if (LineStart.IsHeader(row))
                return TryFrameRow(row, FrameKind.Header, default, out frame);
            if (!TryFindLine(row, out var line))
                return row.Length > recordLimit && TryBreak(SkipReason.TooLong, out frame);
            if (line > recordLimit)
                return TryBreak(SkipReason.TooLong, out frame);
            if (LineStart.ByteOrderMarkLength(row) is > 0 and var mark)
                Skip(mark);
            else if (LineStart.IsBlank(row[..line]))
                Skip(Math.Min(line + 1, row.Length));
            else
                return TryFrameOther(row, line, out frame);
            if (_buffer.Unread.IsEmpty)
                return false;
        }
    }

    private bool TryFrameOther(ReadOnlySpan<byte> row, int line, out Frame frame)
    {
        if (LineStart.IsJson(row))
        {
            IsAccounting = true;
            frame = Take(row, FrameKind.Json, default, line, 0);
            return true;
        }

        if (!IsAccounting || PlainAddressLine.TryCut(row[..line], out _))
        {
            frame = Take(row, FrameKind.Line, default, line, 0);
            return true;
        }

        return TryFrameRow(row, FrameKind.Untyped, default, out frame);
    }

    private bool TryFrameRow(ReadOnlySpan<byte> row, FrameKind kind, RecordType type, out Frame frame)
    {
        IsAccounting = true;
        frame = default;
        var status = Scan(row, 0);
        if (status == ScanStatus.Complete && _scan.End <= recordLimit && (!_scan.CrossesLines || HasLayoutCount(_scan.Fields)))
        {
            frame = Take(row, kind, type, _scan.End, _scan.Fields);
            return true;
        }

        if (status == ScanStatus.NeedMore && row.Length <= recordLimit && !(_silent && WantsSilence))
            return false;
        return TryBreak(ReasonFor(row, status), out frame);
    }

    // The row stays in the buffer, for Content, until the next call.
    private Frame Take(ReadOnlySpan<byte> row, FrameKind kind, RecordType type, int end, int fields)
    {
        var unterminated = end == row.Length;
        _contentLength = end > 0 && row[end - 1] == (byte)'\r' ? end - 1 : end;
        _taken = unterminated ? end : end + 1;
        return new Frame(kind, type, _buffer.Offset, _buffer.Offset + _taken, fields, unterminated, null);
    }

    private void Release()
    {
        if (_taken > 0)
            Skip(_taken);
        _taken = _contentLength = 0;
    }

    // Goes on with the row that begins behind a byte order mark, or at once.
    private ScanStatus Scan(ReadOnlySpan<byte> unread, int start)
    {
        _scanStart = start;
        _track.Join(unread, start, ref _scan);
        return _scan.Resume(unread[start..], _final);
    }

    private void Skip(int count)
    {
        _track.Consume(_buffer.Unread, count, _scanStart, _scan);
        _buffer.Consume(count);
        _scan = default;
        _scanStart = 0;
        _searched = 0;
    }

    private bool TryFindLine(ReadOnlySpan<byte> row, out int length)
    {
        length = row[_searched..].IndexOf((byte)'\n');
        if (length >= 0)
        {
            length += _searched;
            return true;
        }

        _searched = length = row.Length;
        return _final && row.Length > 0;
    }
}
