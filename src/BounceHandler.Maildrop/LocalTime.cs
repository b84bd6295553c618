using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>
/// Local time by way of localtime_r(3). TimeZoneInfo.Local reads and parses the whole zone, and may search all zones for its name:
/// milliseconds that a program run once per mail does not have.
/// </summary>
public static partial class LocalTime
{
    /// <summary>The same moment with the local offset.</summary>
    public static unsafe DateTimeOffset Of(DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        BrokenDownTime local;
        ReadZone();
        return ConvertToLocal(&seconds, &local) is null ? time : time.ToOffset(TimeSpan.FromMinutes(local.OffsetSeconds / 60));
    }

    [LibraryImport("libc", EntryPoint = "tzset")]
    private static partial void ReadZone();

    [LibraryImport("libc", EntryPoint = "localtime_r")]
    private static unsafe partial BrokenDownTime* ConvertToLocal(long* seconds, BrokenDownTime* result);

    /// <summary>struct tm of glibc; only the offset is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct BrokenDownTime
    {
        [FieldOffset(40)] public long OffsetSeconds;
    }
}
