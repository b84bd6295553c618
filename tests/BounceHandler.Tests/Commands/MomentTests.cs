using System.Globalization;
using BounceHandler.Commands;

namespace BounceHandler.Tests.Commands;

public sealed class MomentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("90m", "2026-03-30T10:30:00Z")]
    [InlineData("2h", "2026-03-30T10:00:00Z")]
    [InlineData("3d", "2026-03-27T12:00:00Z")]
    [InlineData("0m", "2026-03-30T12:00:00Z")]
    [InlineData(" 2h ", "2026-03-30T10:00:00Z")]
    [InlineData("2026-03-10", "2026-03-09T23:00:00Z")]
    [InlineData("2026-03-10T09:30", "2026-03-10T08:30:00Z")]
    [InlineData("2026-03-10 09:30", "2026-03-10T08:30:00Z")]
    [InlineData("2026-07-10T09:30:15", "2026-07-10T07:30:15Z")]
    [InlineData("2026-03-10T09:30:15.5", "2026-03-10T08:30:15.5Z")]
    [InlineData("2026-03-10T09:30Z", "2026-03-10T09:30:00Z")]
    [InlineData("2026-03-10T09:30:00+05:30", "2026-03-10T04:00:00Z")]
    [InlineData("2026-03-10 09:30:00-0800", "2026-03-10T17:30:00Z")]
    [InlineData("2026-03-10T09:30+02", "2026-03-10T07:30:00Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")]
    public void A_moment_is_read_as_it_is_meant(string text, string expected)
    {
        Assert.True(Moment.TryParse(text, Now, Zone, out var moment));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), moment);
        Assert.Equal(TimeSpan.Zero, moment.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("h2")]
    [InlineData("-2h")]
    [InlineData("2 h")]
    [InlineData("1.5h")]
    [InlineData("2w")]
    [InlineData("9999999999d")]
    [InlineData("2147483647d")]
    [InlineData("yesterday")]
    [InlineData("10.03.2026")]
    [InlineData("03/10/2026")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("2026-03-10T25:00")]
    [InlineData("2026-03-10+02:00")]
    [InlineData("2026-03-10T09:30+15:00")]
    [InlineData("2026-03-10T09:30+2:0:0")]
    [InlineData("1969-12-31T00:00Z")]
    [InlineData("0001-01-01")]
    public void Anything_else_is_no_moment(string text) => Assert.False(Moment.TryParse(text, Now, Zone, out _));
}
