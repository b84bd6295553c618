namespace BounceHandler.Input;

/// <summary>Where a scan for the end of a row stands.</summary>
internal enum ScanStatus
{
    /// <summary>The end is not among the bytes that have arrived.</summary>
    NeedMore,

    /// <summary>The row ends outside quotes, at a line end or at the end of the input.</summary>
    Complete,

    /// <summary>A quote is followed by something else than a comma or a line end, or the input ends inside quotes.</summary>
    Malformed,
}

/// <summary>
/// Finds the end of a row and counts its fields, as RFC 4180 has it: a quote at the start of a field opens it, a doubled one stands for itself, a quote
/// elsewhere in an unquoted field is text. It goes on where it stopped, so that a row costs its length however it arrives.
/// </summary>
internal struct QuoteScan
{
    private int _commas;

    /// <summary>Index of the byte that is looked at next.</summary>
    public int Position { get; private set; }

    /// <summary>True while the scan stands inside quotes.</summary>
    public bool InQuotes { get; private set; }

    /// <summary>True if a line break was seen inside quotes.</summary>
    public bool CrossesLines { get; private set; }

    /// <summary>Index of the line feed that ends the row, or the length of the input; set when complete.</summary>
    public int End { get; private set; }

    /// <summary>Fields seen so far.</summary>
    public readonly int Fields => _commas + 1;

    /// <summary>Goes on with a row.</summary>
    /// <param name="row">Everything that has arrived since the start of the row.</param>
    /// <param name="final">True if nothing follows: the end of the bytes is then a line end.</param>
    public ScanStatus Resume(ReadOnlySpan<byte> row, bool final)
    {
        while (true)
        {
            if (InQuotes)
            {
                if (FindClosingQuote(row, final) is { } status)
                    return status;
                continue;
            }

            var length = row[Position..].IndexOfAny((byte)'\n', (byte)'"');
            var next = length < 0 ? row.Length : Position + length;
            _commas += row[Position..next].Count((byte)',');
            Position = next;
            if (next == row.Length && !final)
                return ScanStatus.NeedMore;
            if (next == row.Length || row[next] == (byte)'\n')
            {
                End = next;
                return ScanStatus.Complete;
            }

            InQuotes = next == 0 || row[next - 1] == (byte)',';
            Position++;
        }
    }

    /// <summary>The same scan where positions count from another byte.</summary>
    public readonly QuoteScan MovedBy(int bytes) => this with { Position = Position + bytes, End = End + bytes };

    /// <summary>This scan, which has crossed a line end, at the place to which another has got that crossed the same one.</summary>
    /// <param name="head">The other scan; positions count as in this one.</param>
    /// <param name="tail">The other scan where it crossed the line end.</param>
    public readonly QuoteScan JoinedTo(in QuoteScan head, in QuoteScan tail) => head with { _commas = _commas + head._commas - tail._commas };

    // Null: the field is closed and the scan goes on outside.
    private ScanStatus? FindClosingQuote(ReadOnlySpan<byte> row, bool final)
    {
        while (true)
        {
            var length = row[Position..].IndexOf((byte)'"');
            var quote = length < 0 ? row.Length : Position + length;
            CrossesLines |= row[Position..quote].Contains((byte)'\n');
            Position = quote;
            if (quote == row.Length)
                return final ? ScanStatus.Malformed : ScanStatus.NeedMore;

            var after = row[(quote + 1)..];
            if (after.Length > 0 && after[0] == (byte)'"')
            {
                Position = quote + 2;
                continue;
            }

            // A carriage return may be half of a line end whose other half is still on its way.
            var isUndecided = after.Length == 0 || (after.Length == 1 && after[0] == (byte)'\r');
            if (isUndecided && !final)
                return ScanStatus.NeedMore;
            if (!isUndecided && after[0] is not ((byte)',' or (byte)'\n') && !(after[0] == (byte)'\r' && after[1] == (byte)'\n'))
                return ScanStatus.Malformed;
            InQuotes = false;
            Position = quote + 1;
            return null;
        }
    }
}
