using System.Globalization;
using BounceHandler.Events;

namespace BounceHandler.Classification.Replies;

/// <summary>An enhanced status code of which parts may be left open, for example <c>5.1.1</c>, <c>*.2.2</c> or <c>5.7.*</c>.</summary>
public readonly record struct StatusPattern
{
    private const int Any = -1;

    private readonly int _class;
    private readonly int _subject;
    private readonly int _detail;

    private StatusPattern(int @class, int subject, int detail) => (_class, _subject, _detail) = (@class, subject, detail);

    /// <summary>Reads a pattern.</summary>
    public static bool TryParse(string text, out StatusPattern pattern)
    {
        pattern = default;
        var parts = text.Split('.');
        if (parts.Length != 3 || !TryRead(parts[0], out var first) || first is not (Any or 4 or 5)
            || !TryRead(parts[1], out var second) || !TryRead(parts[2], out var third))
        {
            return false;
        }

        pattern = new StatusPattern(first, second, third);
        return true;
    }

    /// <summary>True if a code fits.</summary>
    public bool Fits(EnhancedStatusCode code) =>
        (_class == Any || _class == code.Class) && (_subject == Any || _subject == code.Subject) && (_detail == Any || _detail == code.Detail);

    private static bool TryRead(string part, out int number)
    {
        number = Any;
        return part == "*" || (part.Length is > 0 and <= 3 && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }
}
