using System.Globalization;
using BounceHandler.Maildrop;
using Serilog.Events;
using Serilog.Parsing;

namespace BounceHandler.Logging;

/// <summary>
/// The message of a log event as one line. What the template says literally is ours and stays; every value may come from a stranger and is escaped,
/// so that none can forge a line. Strings stand without the quotes that Serilog puts around them: operators grep for them.
/// </summary>
internal static class MessageText
{
    public static void Write(LogEvent logEvent, TextWriter output)
    {
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value))
                output.Write(LogLine.Escape(Value(value, property.Format)));
            else
                output.Write(token.ToString());
        }
    }

    public static string Of(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(logEvent, text);
        return text.ToString();
    }

    private static string Value(LogEventPropertyValue value, string? format)
    {
        if (value is ScalarValue { Value: string text })
            return text;
        return value is ScalarValue { Value: null } ? "" : value.ToString(format, CultureInfo.InvariantCulture);
    }
}
