using System.Text;

namespace BounceHandler.Providers;

/// <summary>Text of strangers made fit for a form field, a database column or a message: one line, well-formed, of limited length.</summary>
public static class PlainText
{
    /// <summary>Runs of white space and control characters become one space, broken surrogates U+FFFD; no space at either end.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) || char.IsWhiteSpace(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (!char.IsSurrogate(c))
            {
                line.Append(c);
            }
            else if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
            {
                line.Append(c).Append(text[++i]);
            }
            else
            {
                line.Append('\uFFFD');
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>At most <paramref name="limit"/> UTF-16 units, never half a surrogate pair.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
            return text;
        return text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
    }

    /// <summary>Status, a space and the diagnostic on one line: what a provider stores with a bounce.</summary>
    /// <param name="status">PowerMTA <c>dsnStatus</c>.</param>
    /// <param name="diagnostic">PowerMTA <c>dsnDiag</c>.</param>
    /// <param name="fallback">Used when both are empty.</param>
    /// <param name="limit">Longest result in UTF-16 units.</param>
    public static string Reason(string status, string diagnostic, string fallback, int limit)
    {
        var line = OneLine($"{status} {diagnostic}");
        return Cut(line.Length > 0 ? line : OneLine(fallback), limit).TrimEnd();
    }
}
