using System.Globalization;

namespace CampaignSimulator;

/// <summary>Uids that look like MailWizz's, 13 characters, and are the same in every run.</summary>
internal sealed class Uids
{
    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private long _last;

    /// <summary>Two letters, three digits, five of both, three hexadecimal digits. The five are a counter, so that none repeats.</summary>
    public string Next()
    {
        var number = Interlocked.Increment(ref _last);
        var scattered = unchecked((ulong)number * 0x9E3779B97F4A7C15UL);
        return string.Create(13, (number, scattered), static (uid, from) =>
        {
            uid[0] = (char)('a' + (int)(from.scattered % 26));
            uid[1] = (char)('a' + (int)(from.scattered / 26 % 26));
            (from.scattered / 676 % 1000).TryFormat(uid[2..5], out _, "000", CultureInfo.InvariantCulture);
            for (int place = 9, rest = (int)from.number; place >= 5; place--, rest /= 36) uid[place] = Base36[rest % 36];
            (from.scattered / 676000 % 4096).TryFormat(uid[10..], out _, "x3", CultureInfo.InvariantCulture);
        });
    }
}
