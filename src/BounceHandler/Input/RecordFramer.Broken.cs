namespace BounceHandler.Input;

/// <summary>
/// A quote that stays open, or closes in the wrong place, must neither swallow the rows after it nor let text inside quotes pass for a row. So the whole
/// quote is waited for first; only when it turns out wrong does the broken row end: before the first line that is a good row or a header, at the last
/// complete line after a silence, or at the size limit. It is one row, whatever its lines.
/// </summary>
internal sealed partial class RecordFramer
{
    private string? _brokenDetail;
    private long _brokenOffset;
    private int _brokenLines;
    private bool _brokenUnterminated;
    private bool _skipToLineEnd;

    private enum Verdict
    {
        Undecided,
        NoRow,
        Row,
    }

    // A stray quote is told from a row that merely is too long by what its first line shows.
    private string ReasonFor(ReadOnlySpan<byte> row, ScanStatus status)
    {
        if (status == ScanStatus.Malformed && _scan.Position <= recordLimit)
            return _scan.CrossesLines ? SkipReason.OpenQuote : SkipReason.TextAfterQuote;
        var firstLine = row[..Math.Min(row.Length, recordLimit + 1)];
        return firstLine.Contains((byte)'\n') ? SkipReason.OpenQuote : SkipReason.TooLong;
    }

    private bool TryBreak(string detail, out Frame frame)
    {
        _brokenDetail = detail;
        _brokenOffset = _buffer.Offset;
        _brokenLines = 0;
        _skipToLineEnd = true;
        return TryEndBroken(out frame);
    }

    private bool TryEndBroken(out Frame frame)
    {
        frame = default;
        while (true)
        {
            if (_skipToLineEnd && !TrySkipLine())
                return false;
            var rest = _buffer.Unread;
            switch (IsRowBound(rest) ? Verdict.Row : Decide(rest))
            {
                case Verdict.Row:
                    frame = EndBroken();
                    return true;
                case Verdict.NoRow:
                    _skipToLineEnd = true;
                    break;
                default:
                    return false;
            }
        }
    }

    private bool IsRowBound(ReadOnlySpan<byte> rest) =>
        _buffer.Offset - _brokenOffset > recordLimit || (rest.IsEmpty && (_final || _silent));

    private Verdict Decide(ReadOnlySpan<byte> rest)
    {
        var verdict = Judge(rest);
        if (verdict != Verdict.Undecided)
            return verdict;
        if (rest.Length > recordLimit || (_silent && _scan.CrossesLines))
            return Verdict.NoRow;

        // After a silence a line that has only begun is where the next row starts.
        return _silent ? Verdict.Row : Verdict.Undecided;
    }

    // Does a good row, or a header, start here?
    private Verdict Judge(ReadOnlySpan<byte> rest)
    {
        var start = LineStart.ByteOrderMarkLength(rest);
        var line = rest[start..];
        var isHeader = LineStart.IsHeader(line);
        if (isHeader || RecordTypeCode.TryReadPrefix(line, out _))
        {
            return Scan(rest, start) switch
            {
                ScanStatus.NeedMore => Verdict.Undecided,
                ScanStatus.Complete when start + _scan.End <= recordLimit && (HasLayoutCount(_scan.Fields) || (isHeader && !_scan.CrossesLines)) => Verdict.Row,
                _ => Verdict.NoRow,
            };
        }

        if (!TryFindLine(rest, out var length))
            return Verdict.Undecided;
        return LineStart.IsJson(line) && JsonLine.IsObject(rest[..length]) ? Verdict.Row : Verdict.NoRow;
    }

    private bool TrySkipLine()
    {
        var rest = _buffer.Unread;
        var end = rest.IndexOf((byte)'\n');
        Skip(end < 0 ? rest.Length : end + 1);
        if (end >= 0)
            _brokenLines++;
        _skipToLineEnd = end < 0 && !_final;
        _brokenUnterminated = end < 0;
        return !_skipToLineEnd;
    }

    private Frame EndBroken()
    {
        var detail = _brokenLines == 0 && _brokenDetail != SkipReason.TooLong ? SkipReason.UnterminatedLastLine : _brokenDetail;
        _brokenDetail = null;
        _scan = default;
        _searched = 0;
        return new Frame(FrameKind.Broken, default, _brokenOffset, _buffer.Offset, 0, _brokenUnterminated, detail);
    }
}
