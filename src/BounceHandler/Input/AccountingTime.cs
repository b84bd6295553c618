namespace BounceHandler.Input;

/// <summary>
/// Times as PowerMTA writes them: <c>YYYY-MM-DD HH:MM:SS±HHMM</c> (also <c>T</c>, <c>±HH:MM</c>, <c>Z</c>), <c>MM/DD/YYYY HH:MM:SS±HHMM</c>
/// (user guide, section 11.2.9), or seconds since 1970 in 9 to 11 digits (<c>iso-times no</c>). A time without an offset is taken as UTC, so that the
/// same record means the same instant on every machine.
/// </summary>
public static class AccountingTime
{
    private const int LongestTime = 32;

    /// <summary>Reads a time. Every part must be in its range; years run from 1970.</summary>
    /// <param name="text">What the column holds; surrounding spaces are ignored.</param>
    /// <param name="time">The instant, UTC.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        text = text.Trim(' ');
        if (text.Length is >= 9 and <= 11 && TryReadNumber(text, out var seconds))
        {
            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        if (text.Length < 19 || !TryReadDate(text[..10], out var year, out var month, out var day))
            return false;
        return text[10] is ' ' or 'T'
            && text[13] == ':' && text[16] == ':'
            && TryReadNumber(text[11..13], out var hour) && hour < 24
            && TryReadNumber(text[14..16], out var minute) && minute < 60
            && TryReadNumber(text[17..19], out var second) && second < 60
            && TryReadOffset(text[19..], out var offset)
            && TryBuild(new DateTime(year, month, day, (int)hour, (int)minute, (int)second, DateTimeKind.Unspecified), offset, out time);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out DateTimeOffset)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        text = text.Trim((byte)' ');
        if (text.Length > LongestTime)
            return false;
        Span<char> chars = stackalloc char[LongestTime];
        for (var i = 0; i < text.Length; i++)
            chars[i] = (char)text[i];
        return TryParse(chars[..text.Length], out time);
    }

    private static bool TryReadDate(ReadOnlySpan<char> text, out int year, out int month, out int day)
    {
        var iso = text[4] == '-' && text[7] == '-';
        var american = text[2] == '/' && text[5] == '/';
        year = month = day = 0;
        if (!iso && !american)
            return false;
        if (!TryReadNumber(iso ? text[..4] : text[6..], out var y)
            || !TryReadNumber(iso ? text[5..7] : text[..2], out var m)
            || !TryReadNumber(iso ? text[8..] : text[3..5], out var d))
        {
            return false;
        }

        (year, month, day) = ((int)y, (int)m, (int)d);
        return year >= 1970 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.Length == 0 || text is "Z")
            return true;
        if (text[0] is not ('+' or '-') || text.Length is not (5 or 6) || (text.Length == 6 && text[3] != ':'))
            return false;
        if (!TryReadNumber(text[1..3], out var hours) || !TryReadNumber(text[^2..], out var minutes) || hours > 14 || minutes > 59)
            return false;
        offset = new TimeSpan((int)hours, (int)minutes, 0);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static bool TryBuild(DateTime local, TimeSpan offset, out DateTimeOffset time)
    {
        time = default;
        var ticks = local.Ticks - offset.Ticks;
        if (ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + (c - '0');
        }

        return true;
    }
}
