using BounceHandler.Events;

namespace BounceHandler.Tests.Events;

public sealed class EnhancedStatusCodeTests
{
    [Theory]
    [InlineData("5.1.1", 5, 1, 1)]
    [InlineData("5.1.1 (bad destination mailbox address)", 5, 1, 1)]
    [InlineData(" 4.4.7 (delivery time expired)", 4, 4, 7)]
    [InlineData("2.0.0", 2, 0, 0)]
    [InlineData("5.7.999", 5, 7, 999)]
    [InlineData("5.7.708 Service unavailable", 5, 7, 708)]
    [InlineData("5.1.1.", 5, 1, 1)]
    [InlineData("5.1.1: unknown", 5, 1, 1)]
    [InlineData("5.01.001", 5, 1, 1)]
    public void A_code_is_read_from_the_beginning_of_a_text(string text, int first, int subject, int detail)
    {
        Assert.True(EnhancedStatusCode.TryParse(text, out var code));
        Assert.Equal(new EnhancedStatusCode(first, subject, detail), code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("5")]
    [InlineData("5.1")]
    [InlineData("5.1.")]
    [InlineData(".1.1")]
    [InlineData("5..1")]
    [InlineData("3.1.1")]
    [InlineData("1.1.1")]
    [InlineData("55.1.1")]
    [InlineData("5.1.1.2")]
    [InlineData("5.1.1234")]
    [InlineData("5.1234.1")]
    [InlineData("5.1.1a")]
    [InlineData("550 5.1.1")]
    [InlineData("x5.1.1")]
    [InlineData("5.1.x")]
    [InlineData("-5.1.1")]
    [InlineData("٥.١.١")]
    public void Anything_else_is_no_code(string text) => Assert.False(EnhancedStatusCode.TryParse(text, out _));

    [Fact]
    public void A_code_reads_again_as_itself()
    {
        foreach (var code in new[] { new EnhancedStatusCode(5, 1, 1), new EnhancedStatusCode(4, 0, 999), new EnhancedStatusCode(2, 7, 10) })
        {
            Assert.True(EnhancedStatusCode.TryParse(code.ToString(), out var again));
            Assert.Equal(code, again);
        }
    }

    [Theory]
    [InlineData("5.1.1", true)]
    [InlineData("4.1.1", false)]
    [InlineData("2.1.1", false)]
    public void Only_class_five_is_permanent(string text, bool permanent)
    {
        Assert.True(EnhancedStatusCode.TryParse(text, out var code));
        Assert.Equal(permanent, code.IsPermanent);
    }

    [Fact]
    [Trait("Proof", "hostile")]
    public void Whatever_strangers_write_is_read_without_an_error() => Fuzz.Run(20_000, 900_000, random =>
    {
        var text = RandomText.Of(random, "0122445555.......  (a#;-٥", 16);
        if (!EnhancedStatusCode.TryParse(text, out var code))
            return;
        Assert.Contains(code.Class, new[] { 2, 4, 5 });
        Assert.InRange(code.Subject, 0, 999);
        Assert.InRange(code.Detail, 0, 999);
        Assert.True(EnhancedStatusCode.TryParse(code.ToString(), out var again) && again == code);
    });
}
