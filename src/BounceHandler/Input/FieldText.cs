using System.Text;

namespace BounceHandler.Input;

/// <summary>Decodes the text of a field.</summary>
internal static class FieldText
{
    // A UTF-16 unit comes from at most three bytes.
    private const int LongestEncoding = (AccountingRecord.TextLimit + 1) * 3;

    /// <summary>UTF-8 with replacement characters for what is none, cut to <see cref="AccountingRecord.TextLimit"/> characters.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Cut(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LongestEncoding)]));

    /// <summary>Cuts a text to the limit, never through a surrogate pair.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= AccountingRecord.TextLimit)
            return text;
        var length = char.IsHighSurrogate(text[AccountingRecord.TextLimit - 1]) ? AccountingRecord.TextLimit - 1 : AccountingRecord.TextLimit;
        return text[..length];
    }
}
