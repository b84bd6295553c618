using BounceHandler.Events;

namespace BounceHandler.Classification.Replies;

/// <summary>
/// Prepares a reply for matching: lower case, white space as one space, typographic apostrophes as plain ones, and every address and URL replaced by one
/// <c>@</c>, since what stands in them (<c>user.unknown@…</c>, <c>…/spam.html</c>) is a name and no statement. Of a link to
/// <c>postmaster.…</c> the case that it names is kept: <c>c=r1601</c>. Every character is looked at a bounded
/// number of times.
/// </summary>
internal static class ReplyText
{
    /// <summary>Longest text that is looked at, in UTF-16 units: what a record keeps of a column. What follows is ignored.</summary>
    public const int Longest = 4000;

    /// <summary>Stands for an address or a URL.</summary>
    public const char Name = '@';

    private const int LongestBracket = 320;

    /// <summary>What the remote server, or PowerMTA in its place, said: the diagnostic without its type, or PowerMTA's own words where there is none.</summary>
    public static ReadOnlySpan<char> Of(string status, string diagnostic)
    {
        var text = DiagnosticCode.TextOf(diagnostic);
        if (text.IsEmpty)
            text = status;
        return text[..Math.Min(text.Length, Longest)];
    }

    /// <summary>Prepares a text.</summary>
    /// <param name="text">At most <see cref="Longest"/> characters.</param>
    /// <param name="prepared">At least twice as long as the text.</param>
    /// <returns>The part of <paramref name="prepared"/> that is used.</returns>
    public static Span<char> Prepare(ReadOnlySpan<char> text, Span<char> prepared)
    {
        var (length, floor) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == Name)
            {
                (i, length) = SkipAddress(text, i, prepared, length, floor);
                floor = length;
            }
            else if (c == ':' && text[i..].StartsWith("://", StringComparison.Ordinal))
            {
                (i, length) = SkipUrl(text, i, prepared, length, floor);
                floor = length;
            }
            else if (c <= ' ' || c == '\u00a0')
            {
                if (length > 0 && prepared[length - 1] != ' ')
                    prepared[length++] = ' ';
            }
            else
            {
                // "…full.Please" is the end of a sentence and no host name.
                if (c is >= 'A' and <= 'Z' && i > 1 && text[i - 1] == '.' && char.IsAsciiLetterLower(text[i - 2]))
                    prepared[length++] = ' ';
                prepared[length++] = Lower(c);
            }
        }

        return prepared[..length];
    }

    private static char Lower(char c) => c switch
    {
        >= 'A' and <= 'Z' => (char)(c | 0x20),
        < '\u0080' => c,
        '\u2018' or '\u2019' => '\'',
        _ => char.ToLowerInvariant(c),
    };

    // Takes back what was written of the local part and goes on behind the domain.
    private static (int At, int Length) SkipAddress(ReadOnlySpan<char> text, int at, Span<char> prepared, int length, int floor)
    {
        var start = length;
        var end = at + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-' or '_' or ':' or '[' or ']') && !text[end..].StartsWith(".."))
            end++;
        while (end > at + 1 && (text[end - 1] is '.' or ':' || (text[end - 1] == ']' && text[at + 1] != '[')))
            end--;

        // "<…>" is one address whatever is in it; a quoted local part may hold spaces.
        var open = LastIndexOf(prepared[floor..length], '<');
        if (open >= 0 && text[end..].StartsWith(">"))
        {
            (start, end) = (floor + open, end + 1);
        }
        else if (length > floor && prepared[length - 1] == '"' && LastIndexOf(prepared[floor..(length - 1)], '"') is >= 0 and var quote)
        {
            start = floor + quote;
        }
        else
        {
            while (start > floor && IsLocal(prepared[start - 1]))
                start--;
        }

        prepared[start] = Name;
        return (end - 1, start + 1);
    }

    private static (int At, int Length) SkipUrl(ReadOnlySpan<char> text, int at, Span<char> prepared, int length, int floor)
    {
        while (length > floor && char.IsAsciiLetter(prepared[length - 1]))
            length--;
        var start = at;
        while (at < text.Length && text[at] > ' ' && text[at] is not ('<' or '>' or '"' or '\'' or ')' or ']'))
            at++;
        prepared[length++] = Name;
        var named = CaseOf(text[start..at]);
        if (named.Length > 0)
            prepared[length++] = ' ';
        foreach (var c in named)
            prepared[length++] = Lower(c);
        return (at - 1, length);
    }

    // "://postmaster.gmx.net/en/case?c=r1601&i=ip" leads to the page for one problem: "c=r1601". The words before it may be the same for all of them.
    private static ReadOnlySpan<char> CaseOf(ReadOnlySpan<char> url)
    {
        var query = url.StartsWith("://postmaster.", StringComparison.OrdinalIgnoreCase) ? url.IndexOf('?') : -1;
        while (query >= 0 && query + 1 < url.Length)
        {
            url = url[(query + 1)..];
            if (url.StartsWith("c="))
            {
                var end = 2;
                while (end < url.Length && char.IsAsciiLetterOrDigit(url[end]))
                    end++;
                return end > 2 ? url[..end] : default;
            }

            query = url.IndexOf('&');
        }

        return default;
    }

    private static int LastIndexOf(ReadOnlySpan<char> text, char c)
    {
        var start = Math.Max(0, text.Length - LongestBracket);
        var found = text[start..].LastIndexOfAny(c, '>');
        return found >= 0 && text[start + found] == c ? start + found : -1;
    }

    private static bool IsLocal(char c) => c > ' ' && c is not ('<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '"' or '\'' or Name);
}
