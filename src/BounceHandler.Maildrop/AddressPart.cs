namespace BounceHandler.Maildrop;

/// <summary>One piece of a format's local part: a token, or text that stands as it is.</summary>
/// <param name="Token">Null for text.</param>
/// <param name="Text">Lower case; for a token its name as written.</param>
internal readonly record struct AddressPart(AddressToken? Token, string Text)
{
    /// <summary>Longest uid, id or signature that is accepted.</summary>
    public const int MaxUidLength = 64;

    public static bool IsUidCharacter(char character) => character is (>= 'a' and <= 'z') or (>= '0' and <= '9');

    public static bool IsUid(string text) => text.Length is > 0 and <= MaxUidLength && text.All(IsUidCharacter);

    /// <summary>Matches at the start of the text.</summary>
    /// <returns>Characters taken, or -1.</returns>
    public int MatchStart(ReadOnlySpan<char> text)
    {
        if (Token is null)
            return text.StartsWith(Text, StringComparison.Ordinal) ? Text.Length : -1;
        var length = 0;
        while (length < text.Length && IsUidCharacter(text[length]))
            length++;
        return length is > 0 and <= MaxUidLength ? length : -1;
    }

    /// <summary>Matches at the end of the text.</summary>
    /// <inheritdoc cref="MatchStart"/>
    public int MatchEnd(ReadOnlySpan<char> text)
    {
        if (Token is null)
            return text.EndsWith(Text, StringComparison.Ordinal) ? Text.Length : -1;
        var length = 0;
        while (length < text.Length && IsUidCharacter(text[^(length + 1)]))
            length++;
        return length is > 0 and <= MaxUidLength ? length : -1;
    }
}
