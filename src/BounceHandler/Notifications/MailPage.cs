namespace BounceHandler.Notifications;

/// <summary>What a mail to the operator says, before it is HTML or text. Texts may be anybody's: whoever renders them makes them harmless.</summary>
/// <param name="Mark">Value of the header <see cref="NoticeMessage.MarkHeader"/>.</param>
/// <param name="Subject">Subject of the mail.</param>
/// <param name="Heading">First line.</param>
/// <param name="Lead">A sentence or two below it; empty for none.</param>
/// <param name="Sections">The rest, in order.</param>
public sealed record MailPage(string Mark, string Subject, string Heading, string Lead, IReadOnlyList<MailSection> Sections);

/// <summary>A part of a mail.</summary>
/// <param name="Title">Its heading; empty for none.</param>
public abstract record MailSection(string Title)
{
    /// <summary>Labels and values.</summary>
    public sealed record Facts(string Title, IReadOnlyList<MailFact> Rows) : MailSection(Title);

    /// <summary>Text of several lines, as it is.</summary>
    public sealed record Verbatim(string Title, string Text) : MailSection(Title);

    /// <summary>Text for reading; line feeds part paragraphs.</summary>
    public sealed record Prose(string Title, string Text) : MailSection(Title);
}

/// <summary>A label and the lines beside it.</summary>
public sealed record MailFact(string Label, IReadOnlyList<string> Lines)
{
    /// <summary>Shown in bold: something went wrong.</summary>
    public bool IsLoud { get; init; }

    /// <summary>One line.</summary>
    public MailFact(string label, string line)
        : this(label, [line])
    {
    }

    /// <summary>Only those that have something to say.</summary>
    public static IReadOnlyList<MailFact> Known(params ReadOnlySpan<MailFact> facts)
    {
        var known = new List<MailFact>(facts.Length);
        foreach (var fact in facts)
        {
            if (fact.Lines.Any(line => line.Length > 0))
                known.Add(fact);
        }

        return known;
    }
}
