using BounceHandler.Maildrop;
using Serilog.Events;
using Serilog.Formatting;

namespace BounceHandler.Logging;

/// <summary>The PHP tool's lines: <c>[29/May/2016:09:46:44] </c> and the message, in local time.</summary>
internal sealed class TextLineFormatter(TimeProvider time) : ITextFormatter
{
    private Second? _last;

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(Prefix());
        output.Write(Mark(logEvent.Level));
        MessageText.Write(logEvent, output);
        if (logEvent.Exception is { } exception)
            output.Write(LogLine.Escape($": {exception.GetType().Name}: {exception.Message}"));
        output.Write('\n');
    }

    // Thousands of lines carry the same second.
    private string Prefix()
    {
        var now = time.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        if (_last is not { } last || last.Number != second)
            _last = last = new Second(second, LogLine.Prefix(TimeZoneInfo.ConvertTime(now, time.LocalTimeZone)));
        return last.Prefix;
    }

    private static string Mark(LogEventLevel level) => level switch
    {
        LogEventLevel.Warning => "WARNING: ",
        LogEventLevel.Error or LogEventLevel.Fatal => "ERROR: ",
        _ => "",
    };

    private sealed record Second(long Number, string Prefix);
}
