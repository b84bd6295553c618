using System.Globalization;

namespace BounceHandler.Statistics;

/// <summary>A number with its noun, as people read it.</summary>
public static class Quantity
{
    /// <summary><c>1 row</c>, <c>0 rows</c>, <c>2 rows</c>.</summary>
    public static string Of(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
