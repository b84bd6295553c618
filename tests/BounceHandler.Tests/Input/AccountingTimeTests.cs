using System.Globalization;
using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class AccountingTimeTests
{
    [Theory]
    [InlineData("2016-05-29 01:10:51+0200", "2016-05-28T23:10:51")]
    [InlineData("2016-05-29 01:10:51-0430", "2016-05-29T05:40:51")]
    [InlineData("2016-05-29T01:10:51+02:00", "2016-05-28T23:10:51")]
    [InlineData("2016-05-29T01:10:51Z", "2016-05-29T01:10:51")]
    [InlineData("2016-05-29 01:10:51", "2016-05-29T01:10:51")]
    [InlineData(" 2016-05-29 01:10:51+0000 ", "2016-05-29T01:10:51")]
    [InlineData("05/29/2016 01:10:51+0200", "2016-05-28T23:10:51")]
    [InlineData("02/29/2016 23:59:59-1400", "2016-03-01T13:59:59")]
    [InlineData("1178807915", "2007-05-10T14:38:35")]
    [InlineData("999999999", "2001-09-09T01:46:39")]
    [InlineData("99999999999", "5138-11-16T09:46:39")]
    [InlineData("1970-01-01 00:00:00+1400", "1969-12-31T10:00:00")]
    public void Times_are_read_as_UTC(string text, string expected)
    {
        Assert.True(AccountingTime.TryParse(text, out var time));
        Assert.Equal(expected, time.ToString("s", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.True(AccountingTime.TryParse(Encoding.UTF8.GetBytes(text), out var same));
        Assert.Equal(time, same);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678")]
    [InlineData("123456789012")]
    [InlineData("-123456789")]
    [InlineData("2016-13-29 01:10:51+0200")]
    [InlineData("2015-02-29 01:10:51+0200")]
    [InlineData("2016-05-00 01:10:51+0200")]
    [InlineData("2016-05-29 24:10:51+0200")]
    [InlineData("2016-05-29 01:60:51+0200")]
    [InlineData("2016-05-29 01:10:60+0200")]
    [InlineData("2016-05-29 01:10:51+1500")]
    [InlineData("2016-05-29 01:10:51+0260")]
    [InlineData("2016-05-29 01:10:51 0200")]
    [InlineData("2016-05-29 01:10:51+02")]
    [InlineData("2016-05-29 01:10:51+0200x")]
    [InlineData("2016-05-29_01:10:51+0200")]
    [InlineData("29/05/2016 01:10:51+0200")]
    [InlineData("1969-05-29 01:10:51+0200")]
    [InlineData("9999-12-31 23:59:59-0100")]
    [InlineData("２016-05-29 01:10:51+0200")]
    [InlineData("a@x.example")]
    [InlineData("2016-05-29 01:10:51+0200 2016-05-29 01:10:51+0200")]
    public void Anything_else_is_no_time(string text)
    {
        Assert.False(AccountingTime.TryParse(text, out _));
        Assert.False(AccountingTime.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }
}
