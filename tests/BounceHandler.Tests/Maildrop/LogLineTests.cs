using System.Text.Json;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public class LogLineTests
{
    private static readonly DateTimeOffset Time = new(2016, 5, 29, 9, 46, 44, TimeSpan.FromHours(2));

    [Fact]
    public void A_line_looks_as_the_php_tool_wrote_it() =>
        Assert.Equal("[29/May/2016:09:46:44] Starting\n", LogLine.Format(Time, "Starting"));

    [Theory]
    [InlineData("plain, with ümlaut and 💥", "plain, with ümlaut and 💥")]
    [InlineData("a\r\nb\tc\0", "a\\x0D\\x0Ab\\x09c\\x00")]
    [InlineData("\x1b[31m\x7f", "\\x1B[31m\\x7F")]
    [InlineData("\x85\x9b", "\\x85\\x9B")]
    [InlineData("\u2028\u2029", "\\u{2028}\\u{2029}")]
    [InlineData("\u202e\u2066\u200e\u061c", "\\u{202E}\\u{2066}\\u{200E}\\u{061C}")]
    [InlineData("\ufeff\u00ad", "\\u{FEFF}\\xAD")]
    [InlineData("\U000e0041", "\\u{E0041}")]
    public void Remote_text_cannot_forge_a_line_or_drive_a_terminal(string text, string expected) => Assert.Equal(expected, LogLine.Escape(text));

    [Fact]
    public void Half_a_character_is_shown_as_a_number() => Assert.Equal("a\\u{D800}b\\u{DC00}", LogLine.Escape("a\ud800b\udc00"));

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_numbers() =>
        Assert.Equal("a\\xFF\\xC3(é\\xE2\\x82", LogLine.Escape([(byte)'a', 0xff, 0xc3, (byte)'(', 0xc3, 0xa9, 0xe2, 0x82]));

    [Fact]
    public void A_json_line_carries_utc_and_stays_one_line()
    {
        var line = LogLine.FormatJson(Time, "Warning", "say \"hi\"\n");
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        Assert.Equal("2016-05-29T07:46:44.0000000Z", json.RootElement.GetProperty("@t").GetString());
        Assert.Equal("say \"hi\"\\x0A", json.RootElement.GetProperty("@m").GetString());
        Assert.Equal("Warning", json.RootElement.GetProperty("@l").GetString());
        Assert.DoesNotContain("@l", LogLine.FormatJson(Time, "Information", ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1464507904)]
    [InlineData(1795371203)]
    public void Local_time_is_that_of_the_system(long seconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(TimeZoneInfo.ConvertTime(time, TimeZoneInfo.Local).Offset, LocalTime.Of(time).Offset);
    }
}
