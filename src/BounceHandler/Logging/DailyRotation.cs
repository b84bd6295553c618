using System.Globalization;
using BounceHandler.Maildrop;

namespace BounceHandler.Logging;

/// <summary>
/// Renames the log file at local midnight to NAME-YYYYMMDD, the day that ended, and deletes what is older than it should be. Several processes write
/// the file and each of them tries; which one does it is settled by a lock beside the file, and the others see that the name now means another file.
/// </summary>
/// <param name="path">Absolute path of the log file, which exists.</param>
/// <param name="retainDays">Days whose files are kept.</param>
/// <param name="time">The clock and its zone.</param>
internal sealed class DailyRotation(string path, int retainDays, TimeProvider time)
{
    private const string DayFormat = "yyyyMMdd";
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Where the name is a link the file behind it is rotated: the link is somebody's arrangement and stays.
    private readonly string _path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>The local day.</summary>
    public DateOnly Today => Local(time.GetUtcNow());

    private string Lock => Path.Combine(Path.GetDirectoryName(_path)!, $".{Path.GetFileName(_path)}.lock");

    /// <summary>
    /// The day the file was begun: an earlier one means that nobody was there at midnight. The last write alone would not tell, because a program
    /// that does not rotate may have been the first to write today. Empty files, among them devices, always count as today's.
    /// </summary>
    public DateOnly DayBegun()
    {
        var file = new FileInfo(_path);
        if (!file.Exists || file.Length == 0)
            return Today;
        var begun = Local(file.CreationTimeUtc);
        var written = Local(file.LastWriteTimeUtc);
        return Earliest(Earliest(begun, written), Today);
    }

    /// <summary>Rotates, unless another process has done so already; <paramref name="log"/> then writes the file that has the name now.</summary>
    /// <returns>False when another process is just at it: ask again later.</returns>
    /// <exception cref="IOException">The file cannot be renamed, or nothing can be written beside it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, by permission.</exception>
    public bool TryRotate(AppendOnlyFileStream log)
    {
        using var held = FileLock.TryExclusive(Lock);
        if (held is null)
            return false;
        if (!log.ReopenIfStale())
        {
            Rename(log);
            DeleteExpired();
        }

        return true;
    }

    private void Rename(AppendOnlyFileStream log)
    {
        var file = new FileInfo(_path);
        if (!file.Exists || file.Length == 0)
            return;
        var ended = $"{_path}-{Day(Earliest(Local(file.LastWriteTimeUtc), Today.AddDays(-1)))}";

        // The clock was put back and midnight came twice: its few lines stay here and move with the next day's.
        if (File.Exists(ended))
            return;
        File.Move(_path, ended);
        log.ReopenIfStale();

        // Owner and group may do today what they could yesterday; a log that names recipients is nobody else's business, whatever it was before.
        FileOwner.GiveToOwnerOf(_path, ended);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path, File.GetUnixFileMode(ended) & ~Others);
    }

    private void DeleteExpired()
    {
        var oldest = Today.AddDays(-retainDays);
        var prefix = Path.GetFileName(_path) + "-";
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_path)!, prefix + "*"))
        {
            var suffix = Path.GetFileName(file.AsSpan())[prefix.Length..];
            if (DateOnly.TryParseExact(suffix, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < oldest)
                File.Delete(file);
        }
    }

    private DateOnly Local(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).DateTime);

    private static string Day(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateOnly Earliest(DateOnly a, DateOnly b) => a < b ? a : b;
}
