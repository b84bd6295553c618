using System.Globalization;
using System.Text;
using BounceHandler.Maildrop;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace BounceHandler.Logging;

/// <summary>
/// Compact log events with the message written out in <c>@m</c>, which collectors without templates (Logstash, Graylog) can show, an event id in
/// <c>@i</c> that stays the same for a kind of line, and every value as a property.
/// </summary>
internal sealed class JsonLineFormatter(TimeProvider time) : ITextFormatter
{
    private static readonly JsonValueFormatter Values = new(typeTagName: null);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        RenderedCompactJsonFormatter.FormatEvent(Readable(logEvent), line, Values);
        output.Write(Printable(line.ToString()));
        output.Write('\n');
    }

    // The formatter would put quotes around every string in the message; with a template that is all text it has nothing left to render. The event
    // id is made from the template's own text, which is kept.
    private LogEvent Readable(LogEvent e) => new(
        time.GetUtcNow(),
        e.Level,
        e.Exception,
        new MessageTemplate(e.MessageTemplate.Text, [new TextToken(MessageText.Of(e))]),
        e.Properties.Select(p => new LogEventProperty(p.Key, p.Value)));

    // JSON allows characters that mislead a terminal. All that LogLine would escape can only stand inside a JSON string here, so it is written in
    // JSON's own way and a reader of the property gets the original back, except for half a surrogate pair: many parsers refuse the line for that.
    private static string Printable(string json)
    {
        if (ReferenceEquals(LogLine.Escape(json), json))
            return json;
        var printable = new StringBuilder(json.Length + 32);
        foreach (var rune in json.EnumerateRunes())
        {
            var text = rune.ToString();
            if (LogLine.Escape(text) == text)
                printable.Append(text);
            else
                AppendEscaped(printable, text);
        }

        return printable.ToString();
    }

    private static void AppendEscaped(StringBuilder json, string text)
    {
        foreach (var unit in text)
            json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
    }
}
