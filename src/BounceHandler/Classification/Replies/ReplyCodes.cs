using System.Runtime.CompilerServices;
using BounceHandler.Events;

namespace BounceHandler.Classification.Replies;

/// <summary>
/// The codes of a reply: the status that PowerMTA noted, and what stands in the text, which may hold several replies one after the other. Numbers that
/// belong to something else (an IP address, an identifier, "more than 500 messages") are none.
/// </summary>
internal ref struct ReplyCodes
{
    /// <summary>Codes kept of each kind; what follows repeats them.</summary>
    public const int Most = 6;

    private StatusBuffer _statuses;
    private CodeBuffer _codes;
    private int _statusCount;
    private int _codeCount;

    /// <summary>Enhanced status codes, PowerMTA's first.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<EnhancedStatusCode> Statuses => ((ReadOnlySpan<EnhancedStatusCode>)_statuses)[.._statusCount];

    /// <summary>Reply codes in the text's order.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<int> Codes => ((ReadOnlySpan<int>)_codes)[.._codeCount];

    /// <summary>
    /// True if the reply is a temporary one: PowerMTA says so, or the text has a 4yz reply and no 5yz one, or nothing but 4.x.x codes. Such a reply never
    /// means that somebody is gone (RFC 5321, 4.2.1).
    /// </summary>
    public bool IsTemporary { get; private set; }

    /// <summary>Finds the codes.</summary>
    /// <param name="status">As in <c>dsnStatus</c>.</param>
    /// <param name="text">The text, prepared by <see cref="ReplyText"/>.</param>
    public static ReplyCodes Read(ReadOnlySpan<char> status, ReadOnlySpan<char> text)
    {
        var codes = default(ReplyCodes);
        var noted = EnhancedStatusCode.TryParse(status, out var own) ? own.Class : 0;
        if (noted != 0)
            codes.Add(own);
        codes.Scan(text);
        var (temporary, permanent) = (false, false);
        foreach (var code in codes.Codes)
            (temporary, permanent) = (temporary || code < 500, permanent || code >= 500);
        if (codes._codeCount == 0 && noted == 0)
        {
            foreach (var found in codes.Statuses)
                (temporary, permanent) = (temporary || found.Class == 4, permanent || found.IsPermanent);
        }

        codes.IsTemporary = noted == 4 || (temporary && !permanent);
        return codes;
    }

    private void Scan(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i..].IndexOfAny('4', '5');
            if (next < 0)
                return;
            i += next;
            if (i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or '_' or '/'))
                continue;
            if (i + 1 < text.Length && text[i + 1] == '.')
                ReadStatus(text, i);
            else if (IsReplyCode(text, i))
                Add(((text[i] - '0') * 100) + ((text[i + 1] - '0') * 10) + (text[i + 2] - '0'));
        }
    }

    // "id-5.9.4" is none, "552-5.2.3" is one.
    private void ReadStatus(ReadOnlySpan<char> text, int at)
    {
        var isJoined = at > 1 && text[at - 1] == '-' && !char.IsAsciiDigit(text[at - 2]);
        if (!isJoined && EnhancedStatusCode.TryParse(text[at..], out var code) && code.Subject <= 7)
            Add(code);
    }

    private static bool IsReplyCode(ReadOnlySpan<char> text, int at)
    {
        if (at + 3 > text.Length || !char.IsAsciiDigit(text[at + 1]) || !char.IsAsciiDigit(text[at + 2]))
            return false;
        if (at + 3 < text.Length && text[at + 3] is not (' ' or '-' or ':' or ',' or '\''))
            return false;
        if (at == 0 || (at + 4 < text.Length && IsStatus(text[(at + 4)..].TrimStart('#'))))
            return true;
        var before = text[..at].TrimEnd(' ');
        return before.Length == 0 || (before[^1] is ':' or ';' or '\'' or '"' or '<' or '>' or '(' or '.' or ',' or '-') || IsUsual(text.Slice(at, 3));
    }

    private static bool IsStatus(ReadOnlySpan<char> text) => text.Length > 1 && text[1] == '.' && EnhancedStatusCode.TryParse(text, out _);

    // Where one stands between words it may as well count messages or seconds: only a temporary one, which never removes, is believed.
    private static bool IsUsual(ReadOnlySpan<char> code) =>
        code is "421" or "450" or "451" or "452" or "454";

    private void Add(EnhancedStatusCode code)
    {
        if (_statusCount < Most && !Statuses.Contains(code))
            _statuses[_statusCount++] = code;
    }

    private void Add(int code)
    {
        if (_codeCount < Most && !Codes.Contains(code))
            _codes[_codeCount++] = code;
    }

    [InlineArray(Most)]
    private struct StatusBuffer
    {
        private EnhancedStatusCode _first;
    }

    [InlineArray(Most)]
    private struct CodeBuffer
    {
        private int _first;
    }
}
