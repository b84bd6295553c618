using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace BounceHandler.Logging;

/// <summary>Writes each line whole to standard error.</summary>
internal sealed class StandardErrorSink(ITextFormatter formatter, TextWriter error) : ILogEventSink
{
    private readonly Lock _gate = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, line);
        lock (_gate)
            error.Write(line.ToString());
    }
}
