using BounceHandler.Maildrop;

namespace BounceHandler.Notifications;

/// <summary>Texts of strangers as they may stand in a mail: nothing in them is invisible, turns the writing direction, breaks a line or goes on for ever.</summary>
internal static class VisibleText
{
    /// <summary>Longest value in a mail, in UTF-16 units.</summary>
    public const int LineLimit = 500;

    /// <summary>Longest subject.</summary>
    public const int SubjectLimit = 150;

    /// <summary>Longest text of several lines.</summary>
    public const int BlockLimit = 16_000;

    /// <summary>One line; control characters are written as <c>\x0A</c>.</summary>
    public static string Line(string text, int limit = LineLimit) => Cut(LogLine.Escape(Cut(text, limit)), limit);

    /// <summary>Line feeds stay and tabs become blanks; in each line nothing is hidden.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        [.. Cut(text, BlockLimit).ReplaceLineEndings("\n").Replace('\t', ' ').TrimEnd('\n').Split('\n').Select(LogLine.Escape)];

    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
            return text;
        return text[..(char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1)] + "…";
    }
}
