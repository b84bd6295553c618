using BounceHandler.Maildrop;

namespace UnsubHandler;

/// <summary>
/// Where lines go: standard error with --debug, else the log file, else `pmta-bounce-handler.log` in the working directory, else
/// standard error. A line that cannot be written never fails the request.
/// </summary>
internal sealed class HandlerLog(Arguments arguments, LogSettings settings, TimeProvider time)
{
    public void Information(string message) => Write("Information", message);

    public void Warning(string message) => Write("Warning", message);

    /// <summary>The request fails: standard error says so as well, which PowerMTA keeps with the mail.</summary>
    public void Error(string message)
    {
        var line = Write("Error", message);
        if (!arguments.Debug && !settings.Console)
            WriteToConsole(line);
    }

    private string Write(string level, string message)
    {
        var now = time.GetUtcNow();
        var line = settings.Json ? LogLine.FormatJson(now, level, message) : LogLine.Format(LocalTime.Of(now), message);
        var isWritten = !arguments.Debug && (Append(FilePath(), line) || Append(LogSettings.FallbackFileName, line));
        if (settings.Console || !isWritten)
            WriteToConsole(line);
        return line;
    }

    private string? FilePath() => arguments.LogFile is { Length: > 0 } path ? path : settings.File;

    private static bool Append(string? path, string line)
    {
        if (path is null)
            return false;
        try
        {
            using var file = new AppendOnlyFileStream(path);
            file.Write(System.Text.Encoding.UTF8.GetBytes(line));
            file.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void WriteToConsole(string line)
    {
        using var error = StandardStreams.OpenError();
        error.Write(line);
    }
}
