using BounceHandler.Providers;

namespace BounceHandler.Tests.Providers;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("5.1.1 (bad)", "smtp;550 no", "5.1.1 (bad) smtp;550 no")]
    [InlineData("5.1.1", "", "5.1.1")]
    [InlineData("", "smtp;550\r\n no\0such\tuser", "smtp;550 no such user")]
    [InlineData("", " \u0000", "category")]
    public void A_reason_is_one_line_of_status_and_diagnostic(string status, string diagnostic, string reason) =>
        Assert.Equal(reason, PlainText.Reason(status, diagnostic, "category", 250));

    [Fact]
    public void A_surrogate_pair_is_never_cut_in_half()
    {
        var text = new string('x', 249) + "\U0001F600";
        Assert.Equal(new string('x', 249), PlainText.Reason("", text, "", 250));
        Assert.Equal(text, PlainText.Reason("", text, "", 251));
        Assert.Equal("a\uFFFDb\uFFFD", PlainText.OneLine("a\uD83Db\uDE00"));
    }
}
