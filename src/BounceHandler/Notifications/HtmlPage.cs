using System.Net;
using System.Text;

namespace BounceHandler.Notifications;

/// <summary>
/// A page as HTML that phones and Outlook show alike: tables and inline styles, the reader's own font and colours, no image, link or script.
/// </summary>
internal static class HtmlPage
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45";
    private const string LabelStyle = "padding:5px 10px 5px 0;vertical-align:top;width:30%;font-size:14px;color:#6b7280;overflow-wrap:anywhere;border-top:1px solid #d8dbe0";
    private const string ValueStyle = "padding:5px 0;vertical-align:top;word-break:break-word;overflow-wrap:anywhere;border-top:1px solid #d8dbe0";
    private const string VerbatimStyle =
        "margin:0;padding:10px 12px;border:1px solid #d8dbe0;font-family:Consolas,Menlo,monospace;font-size:12px;line-height:1.45;"
        + "white-space:pre-wrap;word-break:break-word;overflow-wrap:anywhere";

    // Phones make links of what looks like an address, a number or a date.
    private const string Head =
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"><title>
        """;

    /// <summary>Renders a page.</summary>
    /// <param name="page">What it says.</param>
    /// <param name="footer">Who sent it.</param>
    public static string Render(MailPage page, string footer)
    {
        var html = new StringBuilder(4096);
        html.Append(Head.TrimEnd()).Append(Encode(page.Heading)).Append("</title></head>\n")
            .Append($"<body style=\"margin:0;padding:16px;{Font}\">\n")
            .Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" ")
            .Append($"style=\"max-width:680px;{Font}\"><tr><td>\n")
            .Append($"<h1 style=\"margin:0 0 4px;font-size:20px;line-height:1.3;word-break:break-word\">{Encode(page.Heading)}</h1>\n");
        if (page.Lead.Length > 0)
            html.Append($"<p style=\"margin:0 0 8px\">{Encode(page.Lead)}</p>\n");
        foreach (var section in page.Sections)
            Append(html, section);
        html.Append($"<p style=\"margin:22px 0 0;font-size:12px;color:#6b7280\">{Encode(footer)}</p>\n</td></tr></table>\n</body></html>\n");
        return html.ToString();
    }

    private static void Append(StringBuilder html, MailSection section)
    {
        if (section.Title.Length > 0)
            html.Append($"<h2 style=\"margin:20px 0 6px;font-size:16px;line-height:1.3\">{Encode(section.Title)}</h2>\n");
        switch (section)
        {
            case MailSection.Facts facts:
                Append(html, facts);
                break;
            case MailSection.Verbatim verbatim:
                html.Append($"<pre style=\"{VerbatimStyle}\">")
                    .AppendJoin('\n', VisibleText.Lines(verbatim.Text).Select(WebUtility.HtmlEncode)).Append("</pre>\n");
                break;
            case MailSection.Prose prose:
                foreach (var line in VisibleText.Lines(prose.Text))
                    html.Append($"<p style=\"margin:10px 0 0;word-break:break-word\">{WebUtility.HtmlEncode(line)}</p>\n");
                break;
        }
    }

    private static void Append(StringBuilder html, MailSection.Facts facts)
    {
        html.Append("<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" ")
            .Append($"style=\"border-collapse:collapse;table-layout:fixed;margin-top:10px;{Font}\">\n");
        foreach (var fact in facts.Rows)
        {
            var weight = fact.IsLoud ? ";font-weight:bold" : "";
            html.Append($"<tr><td style=\"{LabelStyle}\">{Encode(fact.Label)}</td><td style=\"{ValueStyle}{weight}\">")
                .AppendJoin("<br>", fact.Lines.Select(Encode)).Append("</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(VisibleText.Line(text));
}
