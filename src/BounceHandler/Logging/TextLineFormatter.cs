using BounceHandler.Maildrop;
using Serilog.Events;
using Serilog.Formatting;

namespace BounceHandler.Logging;

/// <summary>The PHP tool's lines: <c>[29/May/2016:09:46:44] </c> and the message, in local time.</summary>
internal sealed class TextLineFormatter(TimeProvider time) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(LogLine.Prefix(time.GetLocalNow()));
        output.Write(Mark(logEvent.Level));
        MessageText.Write(logEvent, output);
        if (logEvent.Exception is { } exception)
            output.Write(LogLine.Escape($": {exception.GetType().Name}: {exception.Message}"));
        output.Write('\n');
    }

    private static string Mark(LogEventLevel level) => level switch
    {
        LogEventLevel.Warning => "WARNING: ",
        LogEventLevel.Error or LogEventLevel.Fatal => "ERROR: ",
        _ => "",
    };
}
