using System.Globalization;

namespace BounceHandler.Notifications;

/// <summary>How a time reads in a mail.</summary>
internal static class LocalMoment
{
    /// <summary><c>2026-03-10 13:05:09 +01:00</c>, as it stands: pass local time.</summary>
    public static string Of(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary><c>2026-03-10 13:05</c>, where many stand below each other.</summary>
    public static string Short(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
