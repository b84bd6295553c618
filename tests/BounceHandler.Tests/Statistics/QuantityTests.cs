using BounceHandler.Statistics;

namespace BounceHandler.Tests.Statistics;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 rows")]
    [InlineData(1, "1 row")]
    [InlineData(2, "2 rows")]
    [InlineData(1_000_000, "1000000 rows")]
    public void One_is_one(long count, string expected) => Assert.Equal(expected, Quantity.Of(count, "row", "rows"));
}
