using System.Globalization;
using System.Text;

namespace BounceHandler.Input;

/// <summary>Why the reader skips a row, and what it says about a broken one.</summary>
public static class SkipReason
{
    /// <summary>The row could not be read; its detail says why.</summary>
    public const string Broken = "broken";

    /// <summary>A known type, but no header came before it and its order is not recognised.</summary>
    public const string LayoutUnknown = "layout unknown";

    internal const string OpenQuote = "open quote";
    internal const string TextAfterQuote = "text after a closing quote";
    internal const string FieldsUnclear = "fields cannot be told apart";
    internal const string TooLong = "record longer than 1 MiB";
    internal const string UnterminatedLastLine = "unterminated last line";
    internal const string NoTypeNoAddress = "neither a known type nor an address comes first";
    internal const string AddressAmongRecords = "address inside an accounting stream";
    internal const string InvalidJson = "invalid JSON";
    internal const string JsonWithoutType = "JSON object without a type";

    private const int LongestTypeName = 20;

    private static readonly string[] TypeReasons = [.. Enum.GetValues<RecordType>().Select(type => "type " + type.Code())];

    /// <summary>The reason for a known type that is not acted on.</summary>
    internal static string OfType(RecordType type) => TypeReasons[(int)type];

    /// <summary>The reason for a type that is not known: lower case, cut to 20 characters, what cannot be printed as <c>?</c>.</summary>
    internal static string OfType(string type)
    {
        if (type.Length == 0)
            return "type (none)";
        var name = new StringBuilder("type ");
        foreach (var c in type.AsSpan(0, Math.Min(type.Length, LongestTypeName)))
            name.Append(char.IsLetterOrDigit(c) || (char.IsAscii(c) && !char.IsControl(c)) ? char.ToLowerInvariant(c) : '?');
        return name.ToString();
    }

    /// <summary>The detail of a row that does not have its header's field count.</summary>
    internal static string WrongFieldCount(int fields, int expected) =>
        string.Create(CultureInfo.InvariantCulture, $"{fields} {(fields == 1 ? "field" : "fields")} where the header names {expected}");
}
