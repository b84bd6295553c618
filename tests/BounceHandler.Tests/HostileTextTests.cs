using System.Globalization;
using System.Text;
using BounceHandler.Classification;
using BounceHandler.Input;
using BounceHandler.Maildrop;
using BounceHandler.Notifications;
using BounceHandler.Providers;
using BounceHandler.Statistics;

namespace BounceHandler.Tests;

/// <summary>Texts of strangers on their way out: into logs, statistics, mails and provider calls.</summary>
[Trait("Proof", "hostile")]
public sealed class HostileTextTests
{
    private static readonly Mutant Texts = new(
        ["smtp;550 5.1.1 <a@x.example> unknown", "Größe 例え \ud83d\ude00", "Weekly news, \"special\" offer"],
        "\n[29/May/2016:09:46:44] Completed bounce processing! Total records=1, processed=1, skipped=0", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2", "\u001b]0;x\u0007", "\u202egpj",
        "<script>alert(1)</script>", "\r\nBcc: v@x.example", "\"),(\"", "&lt;", "\u2029", "\ud83d", "\ue000", "\U000E0041");

    private static readonly Mutant Times = new(
        ["2016-05-29 01:10:23+0200", "2016-05-29T01:10:23Z", "05/29/2016 01:10:23-0500", "1178807915", "9999-12-31 23:59:59-1400", "1970-01-01 00:00:00+1400"], "99", "-", "+", ":", "/", "T", "00", "٣");

    [Fact]
    public void Nothing_that_breaks_a_line_hides_or_makes_a_formula_comes_out() => Fuzz.Run(10_000, 500_000, random =>
    {
        var text = Texts.Of(random);
        var line = LogLine.Escape(text);
        AssertVisible(line);
        Assert.Equal(line, LogLine.Escape(line));
        AssertVisible(LogLine.Escape((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(text)));
        AssertVisible(VisibleText.Line(text));
        Assert.All(VisibleText.Lines(text), AssertVisible);
        Assert.DoesNotContain(PlainText.OneLine(text), c => char.IsControl(c) || c is '\u2028' or '\u2029');
        var field = StatisticsLine.Field(text);
        Assert.DoesNotContain(field, c => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
        Assert.DoesNotMatch("^\"?[\\s\\p{Cf}]*[=+@＝＋－＠-]", field);
        Assert.Matches("^[a-z0-9._?-]{0,40}$", BounceReading.Countable(text));
    });

    [Fact]
    public void Times_are_instants_or_none_at_all() => Fuzz.Run(10_000, 600_000, random =>
    {
        var text = Times.Of(random);
        if (AccountingTime.TryParse(text, out var time))
            Assert.True(time.Offset == TimeSpan.Zero && time.Year >= 1969, text);
        if (AccountingTime.TryParse(Encoding.UTF8.GetBytes(text), out var same))
            Assert.Equal(time, same);
    });

    private static void AssertVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            Assert.False(
                Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
                text);
        }
    }
}
