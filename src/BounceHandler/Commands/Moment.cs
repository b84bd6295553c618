using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace BounceHandler.Commands;

/// <summary>
/// A moment as operators write it after <c>--since</c> and <c>--until</c>: ISO 8601 (<c>2026-03-10</c>, <c>2026-03-10T09:30</c>, with or without seconds;
/// local unless it ends in <c>Z</c> or an offset), or so long ago: <c>90m</c>, <c>2h</c>, <c>3d</c>.
/// </summary>
internal static class Moment
{
    // Further back than any ledger reaches; and so no count overflows.
    private const long MostMinutes = 100L * 366 * 24 * 60;

    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF",
    ];

    /// <summary>An option that takes one; anything else is an error of the command line.</summary>
    /// <param name="name"><c>--since</c> or <c>--until</c>.</param>
    /// <param name="description">What begins or ends there.</param>
    /// <param name="time">The clock, for how long ago, and the local time zone.</param>
    public static Option<DateTimeOffset?> Option(string name, string description, TimeProvider time) => new(name)
    {
        Description = $"{description} (2026-03-10T09:30, local unless an offset is given; or 90m, 2h, 3d ago).",
        HelpName = "T",
        CustomParser = result => Parse(result, time),
    };

    /// <summary>Reads one.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="now">From where "ago" is counted.</param>
    /// <param name="zone">The local time zone. A time that does not exist or exists twice on the day the clocks are changed is taken as its standard time.</param>
    /// <param name="moment">The instant, UTC.</param>
    public static bool TryParse(string text, DateTimeOffset now, TimeZoneInfo zone, out DateTimeOffset moment)
    {
        moment = default;
        text = text.Trim();
        return TryParseAgo(text, now, out moment) || TryParseIso(text, zone, out moment);
    }

    private static DateTimeOffset? Parse(ArgumentResult result, TimeProvider time)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, time.GetUtcNow(), time.LocalTimeZone, out var moment))
            return moment;
        result.AddError($"Not a time: {text}. Write 2026-03-10T09:30 (local unless an offset is given), or 90m, 2h, 3d for so long ago.");
        return null;
    }

    private static bool TryParseAgo(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        moment = default;
        var minutes = text.Length < 2 ? 0 : text[^1] switch { 'm' => 1, 'h' => 60, 'd' => 24 * 60, _ => 0 };
        if (minutes == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || (long)count * minutes > MostMinutes)
        {
            return false;
        }

        moment = (now - TimeSpan.FromMinutes((long)count * minutes)).ToUniversalTime();
        return true;
    }

    private static bool TryParseIso(string text, TimeZoneInfo zone, out DateTimeOffset moment)
    {
        moment = default;
        if (DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return TryUtc(local, zone.IsInvalidTime(local) ? zone.BaseUtcOffset : zone.GetUtcOffset(local), out moment);
        var (front, offset) = Offset(text);
        return offset is { } known
            && DateTime.TryParseExact(front, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out local)
            && TryUtc(local, known, out moment);
    }

    // "Z", "+02:00", "+0200" or "+02" behind a time of day.
    private static (string Front, TimeSpan? Offset) Offset(string text)
    {
        if (text.EndsWith('Z'))
            return (text[..^1], TimeSpan.Zero);
        var sign = text.LastIndexOfAny(['+', '-']);
        if (sign < "yyyy-MM-ddTHH:mm".Length)
            return (text, null);
        var digits = text[(sign + 1)..].Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is not (2 or 4) || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (text, null);
        var (hours, minutes) = digits.Length == 2 ? (number, 0) : (number / 100, number % 100);
        if (hours > 14 || minutes > 59)
            return (text, null);
        var offset = new TimeSpan(hours, minutes, 0);
        return (text[..sign], text[sign] == '-' ? -offset : offset);
    }

    private static bool TryUtc(DateTime local, TimeSpan offset, out DateTimeOffset moment)
    {
        var ticks = local.Ticks - offset.Ticks;
        var fits = ticks >= DateTimeOffset.UnixEpoch.Ticks && ticks <= DateTime.MaxValue.Ticks;
        moment = fits ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return fits;
    }
}
