using System.Text;

namespace BounceHandler.Notifications;

/// <summary>A page as plain text, values aligned behind their labels.</summary>
internal static class PlainPage
{
    private const int WidestLabel = 26;

    /// <inheritdoc cref="HtmlPage.Render"/>
    public static string Render(MailPage page, string footer)
    {
        var text = new StringBuilder(2048);
        text.Append(VisibleText.Line(page.Heading)).Append('\n');
        if (page.Lead.Length > 0)
            text.Append(VisibleText.Line(page.Lead)).Append('\n');
        foreach (var section in page.Sections)
        {
            text.Append('\n');
            if (section.Title.Length > 0)
                text.Append(VisibleText.Line(section.Title)).Append("\n\n");
            Append(text, section);
        }

        // What mail programs recognise as a signature.
        return text.Append("\n-- \n").Append(VisibleText.Line(footer)).Append('\n').ToString();
    }

    private static void Append(StringBuilder text, MailSection section)
    {
        switch (section)
        {
            case MailSection.Facts facts:
                Append(text, facts);
                break;
            case MailSection.Verbatim verbatim:
                foreach (var line in VisibleText.Lines(verbatim.Text))
                    text.Append("    ").Append(line).Append('\n');
                break;
            case MailSection.Prose prose:
                text.AppendJoin('\n', VisibleText.Lines(prose.Text)).Append('\n');
                break;
        }
    }

    private static void Append(StringBuilder text, MailSection.Facts facts)
    {
        var labels = facts.Rows.Select(fact => VisibleText.Line(fact.Label)).ToList();
        var width = Math.Min(WidestLabel, labels.Select(label => label.Length).DefaultIfEmpty().Max()) + 2;
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i].Length + 2 <= width ? labels[i].PadRight(width) : labels[i] + "\n" + new string(' ', width);
            text.Append(label).AppendJoin("\n" + new string(' ', width), facts.Rows[i].Lines.Select(line => VisibleText.Line(line))).Append('\n');
        }
    }
}
