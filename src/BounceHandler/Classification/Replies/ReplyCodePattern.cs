namespace BounceHandler.Classification.Replies;

/// <summary>A reply code (RFC 5321, 4.2) of which digits may be left open, for example <c>550</c> or <c>4**</c>.</summary>
public readonly record struct ReplyCodePattern
{
    private readonly string _digits;

    private ReplyCodePattern(string digits) => _digits = digits;

    /// <summary>Reads a pattern: three characters, each a digit or <c>*</c>, the first one 4, 5 or <c>*</c>.</summary>
    public static bool TryParse(string text, out ReplyCodePattern pattern)
    {
        pattern = new ReplyCodePattern(text);
        return text.Length == 3 && (text[0] is '4' or '5' or '*') && IsOpenOrDigit(text[1]) && IsOpenOrDigit(text[2]);
    }

    /// <summary>True if a code fits.</summary>
    public bool Fits(int code) => Fits(0, code / 100) && Fits(1, code / 10 % 10) && Fits(2, code % 10);

    private bool Fits(int at, int digit) => _digits[at] == '*' || _digits[at] - '0' == digit;

    private static bool IsOpenOrDigit(char c) => c == '*' || char.IsAsciiDigit(c);
}
