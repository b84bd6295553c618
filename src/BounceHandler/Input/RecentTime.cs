namespace BounceHandler.Input;

/// <summary>Reads times of which most differ from the one before in their seconds only. For one thread.</summary>
internal sealed class RecentTime
{
    // "YYYY-MM-DD HH:MM:" and, behind two digits, the offset from UTC.
    private const int SecondsAt = 17;

    private readonly byte[] _last = new byte[32];
    private int _length;
    private long _minute;

    /// <summary>Reads a time; see <see cref="AccountingTime"/>.</summary>
    /// <param name="text">What the column holds.</param>
    /// <param name="unixSeconds">Seconds since 1970.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out long unixSeconds)
    {
        const int After = SecondsAt + 2;
        if (text.Length == _length && text.Length >= After && text[..SecondsAt].SequenceEqual(_last.AsSpan(0, SecondsAt))
            && text[After..].SequenceEqual(_last.AsSpan(After, _length - After))
            && text[SecondsAt] is >= (byte)'0' and <= (byte)'5' && text[SecondsAt + 1] is >= (byte)'0' and <= (byte)'9')
        {
            unixSeconds = _minute + ((text[SecondsAt] - '0') * 10) + text[SecondsAt + 1] - '0';
            return true;
        }

        unixSeconds = 0;
        if (!AccountingTime.TryParse(text, out var time))
            return false;
        unixSeconds = time.ToUnixTimeSeconds();
        Remember(text, unixSeconds);
        return true;
    }

    private void Remember(ReadOnlySpan<byte> text, long unixSeconds)
    {
        _length = 0;
        if (text.Length is < SecondsAt + 2 or > 32 || text[SecondsAt - 1] != (byte)':' || !char.IsAsciiDigit((char)text[SecondsAt]))
            return;
        text.CopyTo(_last);
        _length = text.Length;
        _minute = unixSeconds - ((text[SecondsAt] - '0') * 10) - (text[SecondsAt + 1] - '0');
    }
}
